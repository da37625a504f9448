import { existsSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { Arrays, TensorSpecs } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { readSafetensors, writeSafetensors } from "../files/safetensors.ts"
import { arraysOf, named } from "./checkpoint.ts"

const fileIn = (folder: string): string => join(folder, "best.safetensors")

const kept = Effect.fnUntraced(function* (folder: string) {
  if (!existsSync(fileIn(folder))) return undefined
  const { tensors, metadata } = yield* readSafetensors(fileIn(folder))
  return { weights: arraysOf(tensors), score: Number(metadata["score"]) }
})

/**
 * Keeps, beside the checkpoints in a folder, the weights that have scored highest, the first of equals. A
 * training that goes on from an earlier checkpoint measures the same again, and keeps the same.
 */
export const keepBest = Effect.fnUntraced(function* (
  folder: string,
  specs: TensorSpecs,
  weights: Arrays,
  score: number,
): Effect.fn.Return<void, Faulty> {
  const best = yield* kept(folder)
  if (best !== undefined && best.score >= score) return
  const metadata = { score: String(score) }
  yield* writeSafetensors(fileIn(folder), { tensors: named(weights, specs), metadata })
})

/** The weights kept; undefined before any are. */
export const bestWeights = (folder: string) => Effect.map(kept(folder), (best) => best?.weights)
