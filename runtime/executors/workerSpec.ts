import { Schema } from "effect"

/**
 * What a worker is told, as the JSON file that is its last argument. The worker reads it, does the
 * stage's work and answers with lines (`workerLine.ts`). The local executor keeps its standard input
 * open as long as it lives: when that ends, the worker must stop.
 */
export const WorkerSpec = Schema.Struct({
  kind: Schema.String,
  /** Address of the module that is the stage's body. */
  body: Schema.String,
  key: Schema.String,
  label: Schema.String,
  /** What the body reads of the experiment. */
  settings: Schema.Record(Schema.String, Schema.Unknown),
  seed: Schema.NullOr(Schema.Int),
  /** Folders of the artifacts that it reads, by name. */
  inputs: Schema.Record(Schema.String, Schema.String),
  /** Empty folder for its files. */
  out: Schema.String,
  /** Folder that outlives a crash. */
  checkpoint: Schema.String,
  device: Schema.String,
  threads: Schema.Int,
  /** Hashes of the code that it was planned with: `stage` of the body, dotted paths of settings of their modules. */
  code: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** Devices that divide its batch among them; one without. */
  devices: Schema.optionalKey(Schema.Int),
  /** Crops at a time, where memory ran out with as many as the settings say. */
  microBatch: Schema.optionalKey(Schema.Int),
})
export type WorkerSpec = typeof WorkerSpec.Type

export const WorkerSpecJson = Schema.fromJsonString(WorkerSpec)
