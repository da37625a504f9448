import { Schema } from "effect"
import { stageKinds } from "../plan/stage.ts"

/**
 * What a worker is told, as the JSON file that is its last argument. The worker reads it, does the
 * stage's work and answers with lines (`workerLine.ts`). Its standard input stays open as long as the
 * runner lives: when it ends, the worker must stop.
 */
const WorkerSpec = Schema.Struct({
  kind: Schema.Literals(stageKinds),
  key: Schema.String,
  label: Schema.String,
  /** The stage's settings (`SettingsOf` of its kind). */
  slice: Schema.Unknown,
  seed: Schema.NullOr(Schema.Int),
  /** Folders of the artifacts that it reads, by name. */
  inputs: Schema.Record(Schema.String, Schema.String),
  /** Empty folder for its files. */
  out: Schema.String,
  /** Folder that outlives a crash. */
  checkpoint: Schema.String,
  device: Schema.String,
  threads: Schema.Int,
  /** Crops at a time, where memory ran out with as many as the slice says. */
  microBatch: Schema.optionalKey(Schema.Int),
})

export const WorkerSpecJson = Schema.fromJsonString(WorkerSpec)
