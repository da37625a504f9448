/** `npm run bench`: ours against PyTorch, a table of ratios. */
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, totalmem } from "node:os"
import { parseArgs } from "node:util"
import { allCases } from "./cases.ts"
import { processorOf } from "./machine.ts"
import { measure, type Row } from "./measure.ts"
import { peerPython, peerVersions } from "./python.ts"
import { checkingName, checkingText, measureChecking } from "./checking.ts"
import { measurePlanning, planningName, planningText } from "./planning.ts"
import { profileOf } from "./profile.ts"
import { measureScheduling, schedulingName, schedulingText } from "./scheduling.ts"
import { agrees, goalsText, mainTable, startTable } from "./table.ts"
import { measureTraffic, trafficName, trafficText } from "./traffic.ts"
import { measureUpdating, updatingName, updatingText } from "./updating.ts"
import { measureWaiting, waitingName, waitingText } from "./waiting.ts"

const help = `npm run bench -- [options]
  --only a,b        cases by name (default: all)
  --steps N         timed steps of each case (default: the case's own number)
  --threads N       threads of each side (default: all cores)
  --json FILE       writes everything measured
  --small           toy sizes: shows that both sides agree, not how fast they are
  --peer NAME,...   tries the peer with compile, channelsLast or eager
  --python FILE     the peer's Python (default: its own virtual environment)
  --profile         instead of times: where those of our steps go, by operator
  --list            names of the cases
`

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    steps: { type: "string" },
    threads: { type: "string" },
    json: { type: "string" },
    small: { type: "boolean", default: false },
    peer: { type: "string" },
    python: { type: "string" },
    profile: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
})

const ortVersion = (): string => {
  const path = createRequire(import.meta.url).resolve("onnxruntime-node/package.json")
  return String(JSON.parse(readFileSync(path, "utf8")).version)
}

const headerOf = (python: string | null, threads: number): readonly string[] => [
  `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC; ${processorOf(readFileSync("/proc/cpuinfo", "utf8"))}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; ${threads} threads a side`,
  `ours: Node ${process.versions.node}, ONNX Runtime ${ortVersion()}; peer: ${python === null ? "none" : peerVersions(python)}`,
]

const peerOptions = (text: string | undefined): Readonly<Record<string, unknown>> => {
  if (text === undefined) return {}
  const names = text.split(",")
  return { compile: names.includes("compile"), channelsLast: names.includes("channelsLast") }
}

/** What is measured without a peer. */
interface Fact {
  readonly measured: unknown
  readonly text: string
}

interface Measuring {
  readonly threads: number
  readonly steps: number | undefined
  readonly small: boolean
}

/** A measurement of our side alone, and its result in words. */
const fact =
  <A>(measure: (measuring: Measuring) => Promise<A>, inWords: (measured: A) => string) =>
  async (measuring: Measuring): Promise<Fact> => {
    const measured = await measure(measuring)
    return { measured, text: inWords(measured) }
  }

const alone = [
  {
    name: waitingName,
    title: "share of a training loop's time that steps wait for data",
    measure: fact(
      ({ threads, steps, small }) => measureWaiting(threads, steps ?? 6, small),
      waitingText,
    ),
  },
  {
    name: updatingName,
    title: "AdamW in one pass against the same as nodes of the graph",
    measure: fact(({ threads }) => measureUpdating(threads), updatingText),
  },
  {
    name: trafficName,
    title: "bytes that a training step reads and writes, by operator",
    measure: fact(({ small }) => measureTraffic(small), trafficText),
  },
  {
    name: planningName,
    title: "planning 10,000 arms",
    measure: fact(measurePlanning, planningText),
  },
  {
    name: checkingName,
    title: "checking files of 10,000 and 100,000 arms",
    measure: fact(measureChecking, checkingText),
  },
  {
    name: schedulingName,
    title: "what a run of 200 stages costs beside its stages",
    measure: fact(({ small }) => measureScheduling(small), schedulingText),
  },
] as const

const run = async (): Promise<number> => {
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if (process.platform !== "linux") throw new Error("the bench reads /proc, so it needs Linux")
  const all = await allCases()
  const wanted = values.only?.split(",")
  const known = new Set([
    ...all.map(({ case: { name } }) => name),
    ...alone.map(({ name }) => name),
  ])
  const unknown = wanted?.filter((name) => !known.has(name)) ?? []
  if (unknown.length > 0)
    throw new Error(`no case ${unknown.join(", ")}; there are ${[...known].join(", ")}`)
  const chosen = all.filter(({ case: { name } }) => wanted?.includes(name) ?? true)
  if (values.list) {
    for (const {
      case: { name, title },
    } of chosen)
      console.log(`${name}\t${title}`)
    for (const { name, title } of alone) console.log(`${name}\t${title}`)
    return 0
  }
  const threads = Number(values.threads ?? availableParallelism())
  // What is measured without a peer needs none.
  const python =
    chosen.length === 0 ? null : peerPython(values.python ?? process.env["ABLATE_BENCH_PYTHON"])
  const header = headerOf(python, threads)
  const measuring = {
    threads,
    steps: values.steps === undefined ? undefined : Number(values.steps),
    small: values.small,
    peer: peerOptions(values.peer),
  }
  if (values.profile) {
    if (python !== null)
      for (const placed of chosen)
        console.log(`${await profileOf(placed, { ...measuring, python })}\n`)
    return 0
  }
  const rows: Row[] = []
  const failures: string[] = []
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    console.error(`${name} ...`)
    await work().catch((cause: unknown) => {
      failures.push(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`)
    })
  }
  if (python !== null)
    for (const placed of chosen)
      await attempt(placed.case.name, async () => {
        const row = await measure(placed, { ...measuring, python })
        rows.push(row)
        if (!agrees(row))
          throw new Error(`the two sides deviate by ${row.deviation}, more than ${row.tolerance}`)
      })
  const facts: Fact[] = []
  for (const { name, measure } of alone)
    if (wanted?.includes(name) ?? true)
      await attempt(name, async () => {
        facts.push(await measure(measuring))
      })
  const size = values.small ? ["Toy sizes: these times say nothing about the paper's scale."] : []
  const tables = rows.length === 0 ? [] : [mainTable(rows), startTable(rows), goalsText(rows)]
  console.log(
    [...size, header.join("\n"), ...tables, ...facts.map(({ text }) => text)].join("\n\n"),
  )
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ header, measuring: { ...measuring, python }, rows, facts }, null, 2)}\n`,
    )
  for (const failure of failures) console.error(`FAILED ${failure}`)
  return failures.length === 0 ? 0 : 1
}

// Leaves through "exit", where folders are removed; the sides leave when their input closes.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))

process.exitCode = await run().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : String(cause))
  return 2
})
