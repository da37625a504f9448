import { readFileSync } from "node:fs"
import { tf } from "../../runtime/engine/index.ts"

/** Written by test/fixtures/nn/make.py. */
interface Monai {
  /** Parameters of UNETR at the paper's size, those of norm_cross_attn (never used) left out. */
  readonly paperParameters: number
  readonly paperShapes: Readonly<Record<string, readonly number[]>>
  /** State dict of a small UNETR, with the seed of each tensor's values. */
  readonly small: Readonly<
    Record<string, { readonly index: number; readonly shape: readonly number[] }>
  >
  /** Every 509th logit of the small UNETR. */
  readonly logits: readonly number[]
  /** Sin-cos embedding of a grid 2 x 3 x 4, width 12. */
  readonly sincos: readonly number[]
}

const read = (): Monai =>
  JSON.parse(readFileSync(new URL("../fixtures/nn/monai.json", import.meta.url), "utf8"))

export const monai = read()

/** The axes of one of our tensors in PyTorch's. */
export const fromPyTorch = (rank: number): readonly number[] =>
  rank === 5 ? [2, 3, 4, 1, 0] : rank === 2 ? [1, 0] : Array.from({ length: rank }, (_, i) => i)

/** Our name of one of MONAI's tensors. */
export const ourName = (name: string): string => name.replace(/^vit\./, "encoder.")

export const isUnused = (name: string): boolean => name.includes("norm_cross_attn")

/** A tensor of PyTorch's in our layout. */
export const imported = (values: Float32Array, shape: readonly number[]): tf.Tensor =>
  tf.transpose(tf.tensor(values, [...shape]), [...fromPyTorch(shape.length)])
