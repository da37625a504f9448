import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import type { Arrays, TensorSpecs } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { History } from "./history.ts"
import { readSafetensors, writeSafetensors, type NamedTensors } from "../files/safetensors.ts"

/** Where a run stands: weights and optimiser state, the steps done, the losses so far. */
export interface Checkpoint {
  readonly step: number
  readonly state: Arrays
  readonly history: History
}

const Progress = Schema.fromJsonString(Schema.Struct({ step: Schema.Int, history: History }))

/** Where the checkpoint of a stage lies. */
export const checkpointFile = (folder: string): string => join(folder, "checkpoint.safetensors")

/** Float32 arrays with the shapes that a program declares for them. */
export const named = (arrays: Arrays, specs: TensorSpecs): NamedTensors =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, data]) =>
      data instanceof Float32Array ? [[name, { shape: specs[name]?.shape ?? [], data }]] : [],
    ),
  )

/** The data of named tensors. */
export const arraysOf = (tensors: NamedTensors): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]))

/** Writes a checkpoint over the one before, whole or not at all. */
export const writeCheckpoint = (
  folder: string,
  specs: TensorSpecs,
  { step, state, history }: Checkpoint,
): Effect.Effect<void, Faulty> =>
  writeSafetensors(checkpointFile(folder), {
    tensors: named(state, specs),
    metadata: { progress: JSON.stringify({ step, history }) },
  })

/**
 * The last checkpoint of a run, if there is one that can be read. One that cannot be read is
 * removed: training then starts over, which costs time but no correctness.
 */
export const readCheckpoint = Effect.fn("readCheckpoint")(function* (
  folder: string,
): Effect.fn.Return<Checkpoint | undefined> {
  const file = checkpointFile(folder)
  if (!existsSync(file)) return undefined
  return yield* readSafetensors(file).pipe(
    Effect.flatMap(({ tensors, metadata }) =>
      Schema.decodeEffect(Progress)(metadata["progress"] ?? "").pipe(
        Effect.map(({ step, history }) => ({ step, history, state: arraysOf(tensors) })),
      ),
    ),
    Effect.catch((error) =>
      Effect.logWarning(`checkpoint ${file} is left out: ${error.message}`).pipe(
        Effect.andThen(Effect.promise(() => rm(file, { force: true }))),
        Effect.as(undefined),
      ),
    ),
  )
})
