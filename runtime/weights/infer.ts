import { Result } from "effect"
import { closest } from "../../dsl/closest.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"
import type { Description } from "./description.ts"
import type { MonaiForm, MonaiNetwork, SpatialOrder } from "./monai.ts"

type Triple = readonly [number, number, number]

/** What weights do not show, or show only in part. */
export interface Hints {
  readonly heads: number
  readonly order: SpatialOrder
  /** Voxels of a patch, (z, y, x); UNETR's is 16. */
  readonly patch: Triple | undefined
  /** Voxels of a crop, (z, y, x); without it a cube. */
  readonly crop: Triple | undefined
}

/** Shapes of a state dict by name. */
export type Shapes = ReadonlyMap<string, readonly number[]>

/** A network as its weights show it. */
export interface Inferred {
  readonly description: Description
  readonly form: MonaiForm
}

const unetrPatch: Triple = [16, 16, 16]

const product = ([d, h, w]: Triple): number => d * h * w

const cubeRoot = (volume: number): number | undefined => {
  const side = Math.round(Math.cbrt(volume))
  return side ** 3 === volume ? side : undefined
}

const depthOf = (shapes: Shapes, prefix: string): number => {
  let depth = 0
  while (shapes.has(`${prefix}blocks.${depth}.norm1.weight`)) depth++
  return depth
}

interface Sizes {
  readonly width: number
  readonly mlp: number
  readonly positions: number
  readonly projection: readonly number[]
}

/** Channels and patch: a convolution shows both, a linear layer their product. */
const patchOf = (
  { projection }: Sizes,
  hints: Hints,
  given: number | undefined,
  isUnetr: boolean,
): { channels: number; patch: Triple } | string => {
  const [, channels = 0, d = 0, h = 0, w = 0] = projection
  if (projection.length === 5)
    return { channels, patch: hints.order === "zyx" ? [d, h, w] : [w, h, d] }
  const patch = hints.patch ?? (isUnetr ? unetrPatch : undefined)
  if (patch === undefined)
    return `a linear patch embedding of ${projection[1]} voxels does not show the patch's size`
  const voxels = projection[1] ?? 0
  const found = given ?? voxels / product(patch)
  return found * product(patch) === voxels
    ? { channels: found, patch }
    : `patches of ${voxels} voxels are not ${patch.join("x")} voxels of ${given ?? "some"} channels`
}

/**
 * Sizes of MONAI's `ViT` or `UNETR` from the shapes of its state dict. The number of heads leaves no
 * trace in the shapes.
 */
export const inferNetwork = (
  file: string,
  shapes: Shapes,
  network: MonaiNetwork,
  hints: Hints,
): Result.Result<Inferred, Faulty> => {
  const prefix = network === "unetr" ? "vit." : ""
  const faults: Fault[] = []
  const names = [...shapes.keys()]
  const similar = (name: string): string => {
    const match = closest(name, names)
    return match === undefined
      ? "see that --as names the network that the file is of"
      : `is it "${match}"?`
  }
  const shapeOf = (name: string, rank: readonly number[]): readonly number[] => {
    const shape = shapes.get(name)
    if (shape !== undefined && rank.includes(shape.length)) return shape
    faults.push(
      fault({
        what:
          shape === undefined
            ? `there is no tensor ${name}`
            : `${name} is of shape [${shape.join(", ")}]`,
        where: { file, field: name },
        expected: `a state dict of MONAI's ${network === "unetr" ? "UNETR" : "ViT"}, whose sizes this tensor shows`,
        hint: similar(name),
      }),
    )
    return []
  }
  const embedding = `${prefix}patch_embedding.patch_embeddings`
  const convolution = shapes.has(`${embedding}.weight`)
  const sizes: Sizes = {
    width: shapeOf(`${prefix}norm.weight`, [1])[0] ?? 0,
    mlp: shapeOf(`${prefix}blocks.0.mlp.linear1.weight`, [2])[0] ?? 0,
    positions: shapeOf(`${prefix}patch_embedding.position_embeddings`, [3])[1] ?? 0,
    projection: shapeOf(`${embedding}${convolution ? "" : ".1"}.weight`, [convolution ? 5 : 2]),
  }
  const first = network === "unetr" ? shapeOf("encoder1.layer.conv1.conv.weight", [5]) : []
  const last = network === "unetr" ? shapeOf("out.conv.conv.weight", [5]) : []
  if (faults.length > 0) return Result.fail(new Faulty({ faults }))
  const refuse = (what: string, expected: string, hint: string) =>
    Result.fail(refusal({ what, where: { file }, expected, hint }))

  const made = patchOf(sizes, hints, first[1], network === "unetr")
  if (typeof made === "string") return refuse(made, "the patch the network has", "give --patch 16")
  const side = cubeRoot(sizes.positions)
  const [pd, ph, pw] = made.patch
  const crop: Triple | undefined =
    hints.crop ?? (side === undefined ? undefined : [side * pd, side * ph, side * pw])
  if (crop === undefined || product(crop) !== sizes.positions * product(made.patch))
    return refuse(
      `${sizes.positions} position embeddings of patches ${made.patch.join("x")} are ${crop === undefined ? "no cube" : `no crop of ${crop.join("x")}`}`,
      "a crop of as many patches",
      "give the crop the network was made for, such as --crop 96 or --crop 64x96x96 (z, y, x)",
    )
  if (sizes.width % hints.heads !== 0)
    return refuse(
      `${hints.heads} heads do not divide a width of ${sizes.width}`,
      "the number of heads the network was made with",
      "give another --heads (MONAI's default is 12)",
    )
  return Result.succeed({
    form: { network, order: hints.order, projection: convolution ? "conv" : "perceptron" },
    description: {
      encoder: {
        crop,
        patch: made.patch,
        width: sizes.width,
        depth: depthOf(shapes, prefix),
        heads: hints.heads,
        mlpRatio: sizes.mlp / sizes.width,
        tokens: "stacked",
        position: "learned",
        qkvBias: shapes.has(`${prefix}blocks.0.attn.qkv.bias`),
      },
      channels: made.channels,
      ...(network === "unetr"
        ? { unetr: { features: first[0] ?? 1, outputs: last[0] ?? 1, taps: "monai" } }
        : {}),
    },
  })
}
