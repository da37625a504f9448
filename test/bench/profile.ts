import { spawnSync } from "node:child_process"
import { existsSync, rmSync } from "node:fs"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import type { PlacedCase } from "./cases.ts"
import { ourCommand } from "./commands.ts"
import { modelFile } from "./prepared.ts"
import { startSide } from "./side.ts"
import { markdown } from "./table.ts"

const script = fileURLToPath(new URL("./peer/profile_model.py", import.meta.url))

const Rows = Schema.Array(
  Schema.Struct({
    what: Schema.String,
    ms: Schema.Number,
    count: Schema.Number,
    /** Of the tensors that its nodes read and write. */
    bytes: Schema.Number,
  }),
)
const Profile = Schema.Struct({ step: Schema.Number, operators: Rows, nodes: Rows })

/** Operators and nodes of a table. */
const shown = 12

const rowsOf = (rows: typeof Rows.Type, step: number) =>
  rows
    .slice(0, shown)
    .map(({ what, ms, count, bytes }) => [
      what,
      String(Math.round(count)),
      ms.toFixed(1),
      `${((100 * ms) / step).toFixed(1)} %`,
      (bytes / 1e6).toFixed(0),
    ])

/** Where the time of a step of ours goes, by operator and by shape, as Markdown; or that it is no program. */
export const profileOf = async (
  { module, case: found }: PlacedCase,
  { threads, small, python }: { threads: number; small: boolean; python: string },
): Promise<string> => {
  const { name, title } = found
  const folder = await mkdtemp(join(tmpdir(), "ablate-profile-"))
  const ours = startSide({ ...ourCommand(threads), module, name })
  try {
    const options = { ...found.options(small), model: true }
    await ours.prepare({ folder, threads, steps: 1, warmup: 0, small, options })
    await ours.close()
    if (!existsSync(modelFile(folder))) return `${title}: no compiled program`
    const { stdout, stderr, status } = spawnSync(
      python,
      [script, modelFile(folder), String(threads), "6"],
      { encoding: "utf8", maxBuffer: 2 ** 26 },
    )
    if (status !== 0) throw new Error(`${name} cannot be profiled: ${stderr}`)
    const { step, operators, nodes } = Schema.decodeSync(Schema.fromJsonString(Profile))(stdout)
    const head = ["nodes", "ms", "of the step", "MB read and written"]
    return [
      `${title}: ${step.toFixed(0)} ms in ONNX Runtime, ${(operators.reduce((sum, { bytes }) => sum + bytes, 0) / 1e9).toFixed(2)} GB read and written`,
      markdown(["operator", ...head], rowsOf(operators, step)),
      markdown(["operator and shapes", ...head], rowsOf(nodes, step)),
    ].join("\n\n")
  } finally {
    await ours.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
