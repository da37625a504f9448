/** `npm run bench:gpu`: training steps on a GPU beside PyTorch's, within a time that is given. */
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { pluginFile } from "../../runtime/engine/session/pjrt/pluginFile.ts"
import { allCases } from "./cases.ts"
import { type GpuMeasuring, type MeasuredRow, measureRow } from "./gpu/measure.ts"
import { type GpuRow, gpuRows } from "./gpu/rows.ts"
import { gpuTable } from "./gpu/table.ts"
import { peerVersions } from "./python.ts"
import type { Side } from "./side.ts"
import { measureWaiting, type Waiting, waitingText } from "./waiting.ts"

const help = `npm run bench:gpu -- [options]
  --device NAME   cuda or xla:cpu (default: cuda)
  --minutes N     when to stop (default: 9); a row that is not done by then is left out
  --only a,b      cases by name: m2mae, unet3d, unetr, mae, sliding, wait (default: all)
  --precision a,b precisions (default: all)
  --steps N       timed steps of each row (default: 20)
  --threads N     threads of the processor's side (default: all cores)
  --small         toy sizes: shows that it runs, not how fast
  --python FILE   the peer's Python, or none (default: python3)
  --eager         the peer without torch.compile
  --out NAME      writes NAME.json and NAME.md after each row (default: bench-gpu)
`

const { values } = parseArgs({
  options: {
    device: { type: "string", default: "cuda" },
    minutes: { type: "string", default: "9" },
    only: { type: "string" },
    precision: { type: "string" },
    steps: { type: "string", default: "20" },
    threads: { type: "string" },
    small: { type: "boolean", default: false },
    python: { type: "string", default: "python3" },
    eager: { type: "boolean", default: false },
    out: { type: "string", default: "bench-gpu" },
    help: { type: "boolean", default: false },
  },
})

const gpuInWords = (): string => {
  const asked = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
  const { status, stdout } = spawnSync("nvidia-smi", asked, { encoding: "utf8" })
  return status === 0 ? stdout.trim().split("\n").join("; ") : "no NVIDIA GPU"
}

const waitName = "wait"

const run = async (): Promise<number> => {
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const platform = values.device === "xla:cpu" ? "cpu" : "cuda"
  const plugin = pluginFile(platform, process.env)
  if (plugin === undefined)
    throw new Error(`no plugin for ${values.device}: ablate devices install ${values.device}`)
  const python = values.python === "none" ? null : values.python
  const measuring: GpuMeasuring = {
    device: values.device,
    threads: Number(values.threads ?? availableParallelism()),
    steps: Number(values.steps),
    small: values.small,
    python,
    compile: !values.eager,
  }
  const header = [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC; ${gpuInWords()}; ${availableParallelism()} cores`,
    `ours: Node ${process.versions.node}, ${plugin}; peer: ${python === null ? "none" : peerVersions(python)}`,
    ...(values.small ? ["Toy sizes: these times say nothing about the paper's scale."] : []),
  ]
  const cases = new Map((await allCases()).map((placed) => [placed.case.name, placed]))
  const only = values.only?.split(",")
  const wants = (name: string): boolean => only?.includes(name) ?? true
  const rows: MeasuredRow[] = []
  const left: { readonly row: GpuRow; readonly why: string }[] = []
  let waiting: Waiting | null = null
  const write = (): void => {
    writeFileSync(
      `${values.out}.json`,
      `${JSON.stringify({ header, measuring, rows, waiting, left }, null, 2)}\n`,
    )
    const without = left.map(
      ({ row, why }) => `- not measured: ${row.name} ${row.precision}: ${why}`,
    )
    const parts = [
      header.join("\n"),
      gpuTable(rows),
      ...(waiting === null ? [] : [waitingText(waiting)]),
    ]
    writeFileSync(`${values.out}.md`, `${[...parts, ...without].join("\n\n")}\n`)
  }
  const deadline = performance.now() + 60_000 * Number(values.minutes)
  const inTime = async <A>(work: Promise<A>, end: () => void): Promise<A> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error("the time was over"))
        end()
      }, deadline - performance.now())
    })
    return Promise.race([work, late]).finally(() => clearTimeout(timer))
  }
  const precisions = values.precision?.split(",")
  const chosen = gpuRows.filter(
    ({ name, precision }) =>
      wants(name) &&
      (precisions?.includes(precision) ?? true) &&
      // XLA on a processor computes in no TensorFloat-32.
      !(precision === "tf32" && platform === "cpu"),
  )
  /** After these rows the waiting of loops is measured. */
  const first = chosen.findIndex(({ precision }) => precision === "tf32")
  for (const [index, row] of [...chosen, null].entries()) {
    if (
      index === (first === -1 ? chosen.length : first) &&
      wants(waitName) &&
      performance.now() < deadline
    ) {
      console.error(`${waitName} ...`)
      waiting = await inTime(
        measureWaiting(measuring.threads, 12, values.small, values.device),
        () => undefined,
      ).catch((cause: unknown) => {
        console.error(String(cause))
        return null
      })
      write()
    }
    if (row === null) continue
    const placed = cases.get(row.name)!
    const sides: Side[] = []
    console.error(`${row.name} ${row.precision} ${row.layout ?? ""} ...`)
    try {
      if (performance.now() > deadline) throw new Error("the time was over")
      rows.push(
        await inTime(
          measureRow(placed, row, measuring, (side) => sides.push(side)),
          () => sides.forEach((side) => side.kill()),
        ),
      )
    } catch (cause) {
      left.push({ row, why: cause instanceof Error ? cause.message : String(cause) })
    }
    write()
  }
  console.log(
    [header.join("\n"), gpuTable(rows), ...(waiting === null ? [] : [waitingText(waiting)])].join(
      "\n\n",
    ),
  )
  for (const { row, why } of left)
    console.error(`not measured: ${row.name} ${row.precision}: ${why}`)
  return rows.length === 0 ? 1 : 0
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))

// What is still at work after the last moment is ended with the process.
process.exit(
  await run().catch((cause: unknown) => {
    console.error(cause instanceof Error ? cause.message : String(cause))
    return 2
  }),
)
