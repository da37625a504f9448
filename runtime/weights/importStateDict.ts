import { Result } from "effect"
import { Faulty } from "../faults/faulty.ts"
import { sincosValues } from "../nn/layers/positionEmbedding.ts"
import { type Description, encoderOf } from "./description.ts"
import { fitFaults } from "./fit.ts"
import { type Hints, inferNetwork, type Inferred } from "./infer.ts"
import { toOurs } from "./layout.ts"
import { isUnused, monaiLayouts, type MonaiNetwork } from "./monai.ts"
import type { StateDict } from "./readStateDict.ts"
import type { Weights } from "./weightsFile.ts"

/** Weights made of a state dict, and what of it they are made of. */
export interface Imported extends Weights, Inferred {
  /** Tensors that were taken. */
  readonly loaded: readonly string[]
  /** Tensors of the file that the network never reads. */
  readonly left: readonly string[]
  /** What stood before every name and was taken off, such as `module.`. */
  readonly wrapper: string
}

/** What training wrappers put before every name. */
const wrappers = ["module.", "_orig_mod.", "model.", "net.", "network."]

const unwrapped = (tensors: StateDict, wrapper = ""): { tensors: StateDict; wrapper: string } => {
  const names = [...tensors.keys()]
  const found = wrappers.find((prefix) => names.every((name) => name.startsWith(prefix)))
  if (found === undefined || names.length === 0) return { tensors, wrapper }
  const inner = [...tensors].map(([name, tensor]) => [name.slice(found.length), tensor] as const)
  return unwrapped(new Map(inner), `${wrapper}${found}`)
}

/** The ViT inside of a UNETR, where an encoder is asked for. */
const encoderOnly = (tensors: StateDict): { tensors: StateDict; outside: readonly string[] } => {
  const isInside = (name: string) => name.startsWith("vit.")
  if (![...tensors.keys()].some(isInside)) return { tensors, outside: [] }
  const inside = [...tensors].filter(([name]) => isInside(name))
  return {
    tensors: new Map(inside.map(([name, tensor]) => [name.slice("vit.".length), tensor])),
    outside: [...tensors.keys()].filter((name) => !isInside(name)),
  }
}

const positions = "encoder.patch_embedding.position_embeddings"
/** MONAI computes its embedding in float32. */
const rounding = 1e-5

/** Fixed sin-cos embeddings are computed here, not stored. */
const withoutSincos = ({ description, weights }: Weights): Weights => {
  const { grid, width } = encoderOf(description)
  const fixed = sincosValues(grid, width)
  const found = weights[positions] ?? new Float32Array(0)
  if (!fixed.every((value, index) => Math.abs(value - (found[index] ?? Infinity)) <= rounding))
    return { description, weights }
  const { [positions]: _, ...learned } = weights
  const encoder: Description["encoder"] = { ...description.encoder, position: "sincos" }
  return { description: { ...description, encoder }, weights: learned }
}

/** Weights of MONAI's `ViT` or `UNETR` as ours, its sizes read from its shapes. */
export const importStateDict = (
  file: string,
  given: StateDict,
  network: MonaiNetwork,
  hints: Hints,
): Result.Result<Imported, Faulty> => {
  const { tensors: whole, wrapper } = unwrapped(given)
  const { tensors, outside } =
    network === "vit" ? encoderOnly(whole) : { tensors: whole, outside: [] }
  const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]))
  const inferred = inferNetwork(file, shapes, network, hints)
  if (Result.isFailure(inferred)) return Result.fail(inferred.failure)
  const { description, form } = inferred.success
  const layouts = monaiLayouts(description, form)
  const faults = fitFaults(file, layouts, tensors)
  if (faults.length > 0) return Result.fail(new Faulty({ faults }))
  const weights = Object.fromEntries(
    layouts.map((layout) => [
      layout.ours,
      toOurs(layout, tensors.get(layout.theirs)?.data ?? new Float32Array(0)),
    ]),
  )
  return Result.succeed({
    ...withoutSincos({ description, weights }),
    form,
    loaded: layouts.map(({ theirs }) => theirs),
    left: [...[...tensors.keys()].filter(isUnused), ...outside],
    wrapper,
  })
}
