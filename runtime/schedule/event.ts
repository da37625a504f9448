import type { Fault } from "../../dsl/fault.ts"
import type { Stage } from "../plan/stage.ts"

/** What happens during a run. */
export type RunEvent =
  | {
      readonly event: "runStarted"
      /** Stages that the store lacks and that are needed. */
      readonly toRun: readonly Stage[]
      readonly slots: number
      /** Name of the device of each slot; empty where they have none. */
      readonly devices: readonly string[]
      /** Bytes that stages may take together; null where memory is not counted. */
      readonly memory: number | null
      /** Seconds that the plan expects of each stage to run, by key; those that it does not know are absent. */
      readonly expected: ReadonlyMap<string, number>
    }
  /** The store has the artifact: from before, or because another runner made it meanwhile. */
  | { readonly event: "stageSkipped"; readonly stage: Stage }
  | {
      readonly event: "stageStarted"
      readonly stage: Stage
      /** 1 for the first. */
      readonly attempt: number
      readonly log: string
      /** From 0; null where there are no slots. */
      readonly slot: number | null
    }
  | {
      readonly event: "progress"
      readonly stage: Stage
      readonly step: number
      readonly steps: number
      readonly loss: number | null
      /** Steps a second. */
      readonly rate: number | null
      /** Loss terms of the step; empty where a stage has none. */
      readonly terms: Readonly<Record<string, number>>
      /** Largest resident memory of the worker so far, bytes. */
      readonly peakMemory: number | null
    }
  /** What a stage wants to be known, though it goes on. */
  | { readonly event: "warning"; readonly stage: Stage; readonly text: string }
  | { readonly event: "stageDone"; readonly stage: Stage; readonly seconds: number }
  /** A worker died; the stage goes on from its checkpoint. */
  | {
      readonly event: "retry"
      readonly stage: Stage
      readonly attempt: number
      readonly reason: string
    }
  | {
      readonly event: "stageFailed"
      readonly stage: Stage
      readonly faults: readonly Fault[]
      readonly log: string | null
    }
  | { readonly event: "stageBlocked"; readonly stage: Stage; readonly because: Stage }
  /** An artifact was corrupt: it lies elsewhere now and is made again. */
  | {
      readonly event: "setAside"
      readonly stage: Stage
      readonly faults: readonly Fault[]
      readonly folder: string
    }
  /** Its job waits for others to end; `reason` in the executor's words. */
  | {
      readonly event: "queued"
      readonly stage: Stage
      readonly reason: string
      /** Seconds until it is to start; null where that is not known. */
      readonly startsIn: number | null
    }
  /** A question to whoever watches the run. */
  | { readonly event: "asking"; readonly question: string }
  /** Somebody asked the run to stop: the stages at work write their checkpoints. */
  | { readonly event: "stopping" }
  /** Another runner is at this stage. */
  | { readonly event: "waiting"; readonly stage: Stage }
