import { fault, type Fault } from "../../dsl/fault.ts"
import type { Stage } from "../plan/stage.ts"
import type { Finished } from "./finishJob.ts"
import { outOfMemoryFault, type OutOfMemory } from "./outOfMemory.ts"
import {
  describePlacement,
  firstPlacement,
  isRefusal,
  nextPlacement,
  type Placement,
} from "./placement.ts"

/** What was tried of a stage in this run. */
export interface Tries {
  readonly placement: Placement
  /** Attempts so far. */
  readonly attempts: number
  /** Of these, those that ended without a word or a known cause. */
  readonly crashes: number
  /** The farthest step. */
  readonly step: number
  /** Seconds at work. */
  readonly seconds: number
  /** The last attempt whose memory ran out; null if none did. */
  readonly outOfMemory: OutOfMemory | null
}

export const noTries: Tries = {
  placement: firstPlacement,
  attempts: 0,
  crashes: 0,
  step: 0,
  seconds: 0,
  outOfMemory: null,
}

/** What a stage came to. */
export type StageResult =
  | { readonly state: "made"; readonly folder: string; readonly seconds: number }
  | { readonly state: "failed"; readonly faults: readonly Fault[]; readonly log: string | null }

/** What is done after an attempt: the stage is tried again, or this is its result. */
type Next = { readonly again: Tries; readonly reason: string } | { readonly result: StageResult }

/** A stage whose job dies is tried again this often. */
const retries = 2

const died = (stage: Stage, reason: string, log: string): Fault =>
  fault({
    what: `${stage.label}: its worker ${reason}, ${retries + 1} times`,
    where: { file: log },
    expected: "a worker that ends its work or says what is wrong",
    hint: "read the log; if memory ran out, use a smaller batch, fewer slots or less --memory",
  })

const wasCancelled = (stage: Stage, reason: string, log: string): Fault =>
  fault({
    what: `${stage.label}: its job was cancelled: ${reason}`,
    where: { file: log },
    hint: "what was done is in its checkpoint: run again to go on",
  })

const tooShort = (stage: Stage, reason: string, log: string): Fault =>
  fault({
    what: `${stage.label}: its job came no farther within its time limit: ${reason}`,
    where: { file: log },
    expected: "at least one step, and its checkpoint, within the limit",
    hint: "ask for more time",
  })

/**
 * What follows an attempt. One that died is tried again, twice; one that had to make way, or reached
 * its time limit after some steps, always; one whose memory ran out with more room. What a stage says
 * to be wrong is final.
 */
export const nextTry = (stage: Stage, before: Tries, finished: Finished): Next => {
  const { ended, folder, log, room, hadAll } = finished
  const { ending, usage } = ended
  const { placement } = before
  const tries: Tries = {
    ...before,
    attempts: before.attempts + 1,
    step: Math.max(before.step, finished.step),
    seconds: before.seconds + finished.seconds,
  }
  const fail = (...faults: readonly Fault[]): Next => ({ result: { state: "failed", faults, log } })
  switch (ending.state) {
    case "done":
      return folder === null
        ? fail(died(stage, "left no artifact", log))
        : { result: { state: "made", folder, seconds: tries.seconds } }
    case "failed": {
      const { outOfMemory } = before
      return outOfMemory !== null && isRefusal(ending, placement)
        ? {
            result: {
              state: "failed",
              faults: [outOfMemoryFault(stage, outOfMemory, { ...placement, microBatch: null })],
              log: outOfMemory.log,
            },
          }
        : fail(...ending.faults)
    }
    case "outOfMemory": {
      const { peakMemory } = usage
      const { text, of } = ending
      const outOfMemory = { text, of, room, peakMemory, log }
      const tried = hadAll ? { ...placement, alone: true } : placement
      const next = nextPlacement(stage, tried)
      if (next === null) return fail(outOfMemoryFault(stage, outOfMemory, tried))
      return {
        again: { ...tries, placement: next, outOfMemory },
        reason: `ran out of memory (${text}), it goes on ${describePlacement(next)}`,
      }
    }
    case "cancelled":
      return fail(wasCancelled(stage, ending.reason, log))
    case "preempted":
      return { again: tries, reason: `had to make way: ${ending.reason}` }
    case "timedOut":
      return finished.step > before.step
        ? { again: tries, reason: `reached its time limit: ${ending.reason}` }
        : fail(tooShort(stage, ending.reason, log))
    case "crashed":
    case "lost": {
      const crashes = before.crashes + 1
      const { reason } = ending
      return crashes > retries
        ? fail(died(stage, reason, log))
        : { again: { ...tries, crashes }, reason }
    }
  }
}
