import { fault, type Fault } from "../../dsl/fault.ts"
import type { Exhausted } from "../faults/exhausted.ts"
import type { Stage } from "../plan/stage.ts"
import { inBytes } from "../units/bytes.ts"
import type { Placement } from "./placement.ts"

/** An attempt whose memory ran out. */
export interface OutOfMemory {
  /** What the worker, the system or the log says. */
  readonly text: string
  readonly of: Exhausted
  /** Bytes that it could take, and that it took at least; null where that is not known. */
  readonly room: number | null
  readonly peakMemory: number | null
  readonly log: string
}

/** What is to be said of a stage for which there is not memory enough, whatever was tried. */
export const outOfMemoryFault = (
  { label, configured }: Stage,
  { text, of, room, peakMemory, log }: OutOfMemory,
  { microBatch }: Placement,
): Fault => {
  const tried = [
    `with the most memory of ${of === "machine" ? "a machine" : "a device"} that it can get`,
    ...(microBatch === null ? [] : [`micro-batches of ${microBatch}`]),
  ].join(" and ")
  const had = [
    room === null ? "" : `it had ${inBytes(room)}`,
    peakMemory === null ? "" : `it held ${inBytes(peakMemory)} when last seen`,
  ].filter((part) => part !== "")
  return fault({
    what: `${label}: out of memory ${tried}${had.length === 0 ? "" : ` (${had.join(", ")})`}: ${text}`,
    where: { file: log },
    expected: "a stage that fits into the memory at hand (ablate plan estimates what each takes)",
    hint: `${configured.crops !== null ? "use a smaller batch, crop or network" : "use a smaller crop or network"}, or give it more memory (--memory, another machine; on a cluster the next run asks for more than it had); what was done is in its checkpoint`,
  })
}
