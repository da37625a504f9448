import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"

/** Name of this measurement for `--only`. */
export const planningName = "plan"

const Planning = Schema.fromJsonString(
  Schema.Struct({
    arms: Schema.Int,
    stages: Schema.Int,
    /** From the study to the plan, fastest and median of the tries, seconds. */
    fastest: Schema.Finite,
    median: Schema.Finite,
    /** Living objects after the first and after the last try, bytes. */
    before: Schema.Finite,
    after: Schema.Finite,
    /** Peak resident memory, bytes. */
    peak: Schema.Finite,
  }),
)

/** What it takes to plan a large study. */
export type Planning = typeof Planning.Type

/** Plans in a process of its own. */
export const measurePlanning = async (): Promise<Planning> => {
  const program = fileURLToPath(new URL("./planLarge.ts", import.meta.url))
  const child = spawn(process.execPath, ["--expose-gc", program], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  return Schema.decodeUnknownSync(Planning)(await text(child.stdout))
}

/** The result in words; the goal is under 2 seconds. */
export const planningText = (measured: Planning): string => {
  const { arms, stages, fastest, median, before, after, peak } = measured
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
  return `Planning ${arms} arms (${stages} different stages): median ${median.toFixed(2)} s, fastest ${fastest.toFixed(2)} s; memory in use after the first plan ${megabytes(before)}, after the last ${megabytes(after)}, peak ${megabytes(peak)}.`
}
