import type { Ending } from "../job.ts"
import type { Listed } from "./listed.ts"

const waiting = new Set(["PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT"])

const over = new Set([
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "TIMEOUT",
  "DEADLINE",
  "PREEMPTED",
  "NODE_FAIL",
  "BOOT_FAIL",
  "OUT_OF_MEMORY",
  "REVOKED",
])

/** Where a task stands: it waits, is at work (or being put away), or is over. */
export const standing = ({ state }: Listed): "waiting" | "atWork" | "over" =>
  waiting.has(state) ? "waiting" : over.has(state) ? "over" : "atWork"

/** How a task ended that could not say so itself; `said` is the last line that it printed. */
export const endingBy = ({ state, reason, by }: Listed, said: string): Ending => {
  const last = said === "" ? "" : `: ${said}`
  switch (state) {
    case "CANCELLED":
      return {
        state: "cancelled",
        reason: `its Slurm job was cancelled${by === undefined ? "" : ` by user ${by}`} (scancel)`,
      }
    case "TIMEOUT":
    case "DEADLINE":
      return { state: "timedOut", reason: "Slurm ended it at its time limit" }
    case "PREEMPTED":
      return { state: "preempted", reason: "Slurm gave its place to a job that goes first" }
    case "NODE_FAIL":
    case "BOOT_FAIL":
      return { state: "lost", reason: `its node failed (${state})` }
    case "OUT_OF_MEMORY":
      return {
        state: "outOfMemory",
        of: "machine",
        text: "Slurm ended it: it took more memory than it had asked for",
      }
    default:
      return {
        state: "crashed",
        reason: `its Slurm job left no word (${state}${reason === "None" || reason === "" ? "" : `, ${reason}`})${last}`,
      }
  }
}
