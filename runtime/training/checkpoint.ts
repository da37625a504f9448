import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Result, Schema } from "effect"
import type { Arrays, TensorSpecs } from "../engine/index.ts"
import { Faulty } from "../faults/faulty.ts"
import { History } from "./history.ts"
import { readSafetensors, writeSafetensors, type NamedTensors } from "../files/safetensors.ts"
import { fault } from "../../dsl/fault.ts"

/** Where a run stands: weights and optimiser state, the steps done, the losses so far. */
export interface Checkpoint {
  readonly step: number
  readonly state: Arrays
  readonly history: History
  /** Whether the state is still to be measured, and its measures to go into the last row. */
  readonly isUnmeasured?: boolean
}

const Progress = Schema.fromJsonString(
  Schema.Struct({
    step: Schema.Int,
    history: History,
    isUnmeasured: Schema.optionalKey(Schema.Boolean),
  }),
)

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

/** The one before the last: what is gone on from where the last turns out damaged. */
const previousFile = (folder: string): string => join(folder, "previous.safetensors")

/** SHA-256 (hex) of all that a checkpoint holds: names, shapes and bits of its tensors, and how far it is. */
const hashOf = (tensors: NamedTensors, progress: string): string => {
  const hash = createHash("sha256").update(progress)
  for (const name of Object.keys(tensors).toSorted()) {
    const { shape, data } = tensors[name] ?? { shape: [], data: new Float32Array() }
    hash.update(JSON.stringify([name, shape]))
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest("hex")
}

/** Writes a checkpoint, whole or not at all, and keeps the one before. */
export const writeCheckpoint = Effect.fnUntraced(function* (
  folder: string,
  specs: TensorSpecs,
  { state, ...reached }: Checkpoint,
): Effect.fn.Return<void, Faulty> {
  const tensors = named(state, specs)
  const progress = JSON.stringify(reached)
  const file = checkpointFile(folder)
  const next = join(folder, "next.safetensors")
  yield* writeSafetensors(next, {
    tensors,
    metadata: { progress, sha256: hashOf(tensors, progress) },
  })
  yield* Effect.tryPromise({
    try: async () => {
      if (existsSync(file)) await rename(file, previousFile(folder))
      await rename(next, file)
    },
    catch: (cause) =>
      new Faulty({
        faults: [
          fault({
            what: cause instanceof Error ? cause.message : String(cause),
            where: { file },
            hint: "see that the disk has room and that the folder may be written",
          }),
        ],
      }),
  })
})

const readFrom = Effect.fnUntraced(function* (file: string) {
  const { tensors, metadata } = yield* readSafetensors(file)
  const progress = metadata["progress"] ?? ""
  if (metadata["sha256"] !== hashOf(tensors, progress))
    return yield* Effect.fail({ message: "its content is not what was written" })
  const reached = yield* Schema.decodeEffect(Progress)(progress)
  return { ...reached, state: arraysOf(tensors) }
})

/**
 * The last checkpoint of a run that is as it was written, if there is one. One that is damaged is set
 * aside, beside it, and said: the one before is gone on from, or training starts over, which costs
 * time but no correctness.
 */
export const readCheckpoint = Effect.fn("readCheckpoint")(function* (
  folder: string,
): Effect.fn.Return<Checkpoint | undefined> {
  for (const file of [checkpointFile(folder), previousFile(folder)]) {
    if (!existsSync(file)) continue
    const found = yield* Effect.result(readFrom(file))
    if (Result.isSuccess(found)) return found.success
    const aside = `${file}.damaged`
    yield* Effect.logWarning(
      `the checkpoint ${file} is damaged (${found.failure.message}): it is set aside as ${aside}, and the one before is used, or none`,
    )
    yield* Effect.promise(() => rename(file, aside).catch(() => rm(file, { force: true })))
  }
  return undefined
})
