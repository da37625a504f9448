import { Schema } from "effect"

/** A parameter or a tag. */
export const Entry = Schema.Struct({ key: Schema.String, value: Schema.String })
export type Entry = typeof Entry.Type

// A protobuf message leaves empty lists out, and 64-bit integers may come as text.
const listOf = <S extends Schema.Top>(item: S) => Schema.optionalKey(Schema.Array(item))
const Long = Schema.Union([Schema.Finite, Schema.FiniteFromString])
const StepOf = Schema.Struct({ key: Schema.String, step: Schema.optionalKey(Long) })

const Run = Schema.Struct({
  info: Schema.Struct({
    run_id: Schema.String,
    status: Schema.String,
    artifact_uri: Schema.optionalKey(Schema.String),
  }),
  data: Schema.optionalKey(
    Schema.Struct({ metrics: listOf(StepOf), params: listOf(Entry), tags: listOf(Entry) }),
  ),
})
export type MlflowRun = typeof Run.Type

export const ExperimentAnswer = Schema.Struct({
  experiment: Schema.Struct({ experiment_id: Schema.String, lifecycle_stage: Schema.String }),
})
export const CreatedExperiment = Schema.Struct({ experiment_id: Schema.String })
export const CreatedRun = Schema.Struct({ run: Run })
export const FoundRuns = Schema.Struct({
  runs: listOf(Run),
  next_page_token: Schema.optionalKey(Schema.String),
})
export const History = Schema.Struct({
  metrics: listOf(StepOf),
  next_page_token: Schema.optionalKey(Schema.String),
})

export const Files = Schema.Struct({
  files: listOf(
    Schema.Struct({
      path: Schema.String,
      is_dir: Schema.optionalKey(Schema.Boolean),
      file_size: Schema.optionalKey(Long),
    }),
  ),
  next_page_token: Schema.optionalKey(Schema.String),
})
