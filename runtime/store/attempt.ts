import { Schema } from "effect"

/** One try at a stage, as the ledger keeps it. It is written when the try begins and when it ends. */
export const Attempt = Schema.Struct({
  key: Schema.String,
  kind: Schema.String,
  label: Schema.String,
  /** Names of the arms that use the stage. */
  arms: Schema.Array(Schema.String),
  seed: Schema.NullOr(Schema.Int),
  commit: Schema.NullOr(Schema.String),
  dirty: Schema.NullOr(Schema.Boolean),
  /** File below the store that holds what was not committed, as a patch; null without changes. */
  diff: Schema.NullOr(Schema.String),
  device: Schema.String,
  /** Threads that it computes with; absent in records of earlier versions. */
  threads: Schema.optionalKey(Schema.Int),
  host: Schema.String,
  /** Process of the worker; null before it has one. */
  pid: Schema.NullOr(Schema.Int),
  /** Its job in a batch system, and why that waits (null: it does not); absent where there is none. */
  job: Schema.optionalKey(
    Schema.Struct({ number: Schema.String, waits: Schema.NullOr(Schema.String) }),
  ),
  /** ISO 8601. */
  started: Schema.String,
  ended: Schema.NullOr(Schema.String),
  /** `running` is also what a killed runner leaves behind. */
  outcome: Schema.Literals([
    "running",
    "done",
    "failed",
    "crashed",
    "outOfMemory",
    "interrupted",
    "cancelled",
    "preempted",
    "timedOut",
    "lost",
  ]),
  /** Exit code, or null after a signal. */
  exit: Schema.NullOr(Schema.Int),
  /** How far it came; `rate` in steps a second. Null where a stage does not count steps. */
  progress: Schema.NullOr(
    Schema.Struct({
      /** Not a whole number within a step that takes long. */
      step: Schema.Finite,
      steps: Schema.Int,
      rate: Schema.NullOr(Schema.Finite),
      loss: Schema.NullOr(Schema.Finite),
      /** Floating-point operations of a step; absent or null where they are not known. */
      flops: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
      /** Voxels that a step reads, of a stage without tensors. */
      voxels: Schema.optionalKey(Schema.Finite),
    }),
  ),
  error: Schema.NullOr(Schema.String),
  /** Seconds that it was at work after its last start; absent where that was not told. */
  seconds: Schema.optionalKey(Schema.Finite),
  /** Largest resident memory of the worker, bytes; null where the system does not tell. */
  peakMemory: Schema.NullOr(Schema.Int),
  /** Most that the worker was seen to hold of its GPU, bytes; absent where it was not seen. */
  peakGpuMemory: Schema.optionalKey(Schema.Int),
  /** Bytes that it could take, where memory is counted. */
  room: Schema.optionalKey(Schema.Int),
  /** Crops at a time, where memory ran out with as many as the stage asks for. */
  microBatch: Schema.optionalKey(Schema.Int),
  /** Cards that divided its batch among them; absent where it had one, or none. */
  cards: Schema.optionalKey(Schema.Int),
  /** What the stage wanted to be known, though it went on; absent where there was nothing. */
  warnings: Schema.optionalKey(Schema.Array(Schema.String)),
  log: Schema.String,
})
export type Attempt = typeof Attempt.Type

/** Seconds that an attempt was at work; NaN of one that has not ended. Without a word of it, since it was handed in. */
export const secondsAtWork = ({ seconds, started, ended }: Attempt): number =>
  seconds ?? (ended === null ? Number.NaN : (Date.parse(ended) - Date.parse(started)) / 1000)

export const AttemptJson = Schema.fromJsonString(Attempt)

/** Logs of a stage are numbered in the order of its attempts (`newLog`). */
const logNumber = ({ log }: Attempt): number => Number(/-(\d+)\.log$/.exec(log)?.[1] ?? 0)

/**
 * Puts the attempts at each stage in the order in which they were made. Attempts come by their time; clocks
 * of hosts differ, and a clock that is set back makes a later attempt look older.
 */
export const inOrder = (attempts: readonly Attempt[]): readonly Attempt[] => {
  const sorted = new Map(
    [...Map.groupBy(attempts, ({ key }) => key)].map(([key, ofStage]) => [
      key,
      ofStage.toSorted((a, b) => logNumber(a) - logNumber(b)).values(),
    ]),
  )
  return attempts.flatMap(({ key }) => sorted.get(key)?.next().value ?? [])
}
