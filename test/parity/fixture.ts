import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import type { Layout } from "../../runtime/weights/layout.ts"
import { toTheirs } from "../../runtime/weights/layout.ts"

const Numbers = Schema.Array(Schema.Finite)
/** Every `stride`-th value, and the largest magnitude of all. */
const Sample = Schema.Struct({ stride: Schema.Int, most: Schema.Finite, values: Numbers })
export type Sample = typeof Sample.Type
const Samples = Schema.Record(Schema.String, Sample)
const Step = {
  losses: Schema.Record(Schema.String, Schema.Finite),
  gradients: Samples,
  adam: Samples,
  adamw: Samples,
}
const Loss = Schema.Struct({ loss: Schema.Finite, gradient: Numbers })
const Parity = Schema.fromJsonString(
  Schema.Struct({
    monai: Schema.String,
    torch: Schema.String,
    unetr: Schema.Struct({ logits: Sample, ...Step }),
    vit: Schema.Struct({ tokens: Numbers, ...Step }),
    segmentation: Schema.Struct({ dice: Loss, bce: Loss }),
    barlowTwins: Schema.Struct({
      rows: Schema.Int,
      lambda: Schema.Finite,
      z1: Numbers,
      z2: Numbers,
      correlation: Numbers,
      loss: Schema.Finite,
      onDiagonal: Schema.Finite,
      offDiagonal: Schema.Finite,
    }),
  }),
)

/** Path of a fixture that test/fixtures/parity/make.py wrote. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/parity/${name}`, import.meta.url))

/** What MONAI and PyTorch gave. */
export const parity = Schema.decodeSync(Parity)(readFileSync(fixture("parity.json"), "utf8"))

/** Largest difference from a sample, relative to the largest magnitude of the whole tensor. */
export const sampleError = (values: ArrayLike<number>, { stride, most, values: kept }: Sample) =>
  Math.max(...kept.map((expected, index) => Math.abs(values[index * stride]! - expected))) /
  Math.max(most, 1e-12)

/** Tensors that are off by more than a relative error, each with its error. */
export const off = (
  layouts: readonly Layout[],
  found: (ours: string) => Float32Array,
  expected: Readonly<Record<string, Sample>>,
  tolerance: number,
): readonly string[] =>
  layouts.flatMap((layout) => {
    const sample = expected[layout.theirs]
    if (sample === undefined) return [`${layout.theirs} has no expected value`]
    const error = sampleError(toTheirs(layout, found(layout.ours)), sample)
    return error <= tolerance ? [] : [`${layout.theirs} is off by ${error}`]
  })
