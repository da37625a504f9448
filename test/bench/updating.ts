import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { keepingFreedMemory } from "../../runtime/engine/session/native/freedMemory.ts"
import { median } from "./statistics.ts"

/** Name of this measurement for `--only`. */
export const updatingName = "update"

const times = Schema.Array(Schema.Finite)
const Updating = Schema.fromJsonString(
  Schema.Struct({
    weights: Schema.Int,
    /** Milliseconds of each step, in one pass and in several. */
    times: Schema.Tuple([times, times]),
    /** Whether weights and moments are the same to the bit after the last step. */
    equal: Schema.Boolean,
  }),
)

/** What an optimiser's update takes. */
export type Updating = typeof Updating.Type

/** Updates in a process of its own. */
export const measureUpdating = async (threads: number): Promise<Updating> => {
  const program = fileURLToPath(new URL("./updateSteps.ts", import.meta.url))
  const child = spawn(process.execPath, [program, String(threads)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...keepingFreedMemory },
  })
  return Schema.decodeUnknownSync(Updating)(await text(child.stdout))
}

/** The result in words. */
export const updatingText = ({ weights, times: [loops, nodes], equal }: Updating): string => {
  const [one, several] = [median(loops), median(nodes)]
  const ratios = loops.map((time, index) => time / nodes[index]!)
  return `AdamW on ${(weights / 1e6).toFixed(1)} M weights, gradients and their norm included: in one pass ${one.toFixed(0)} ms, as nodes of the graph ${several.toFixed(0)} ms (steps in turn, median of ratios ${median(ratios).toFixed(2)}); weights and moments ${equal ? "equal to the bit" : "UNEQUAL"}.`
}
