import { Predicate } from "effect"
import { type Tensors, tf } from "../engine/index.ts"
import type { HeadOutput, SegmentationModel, TrainingOutput } from "../nn/contract.ts"
import type { Parameters } from "../nn/layers/parameter.ts"
import type { PartFunction } from "../faults/functionPlace.ts"
import { misfit, ofShape } from "../nn/outputShape.ts"

const part = "the output of the network"

/** Refuses buffers that are not those of a network: one that is left out would keep its first value. */
const checkBuffers = (by: PartFunction, buffers: Tensors, declared: Parameters = {}): void => {
  const names = (of: object): string => Object.keys(of).toSorted().join(", ")
  if (!Predicate.isObject(buffers) || names(buffers) !== names(declared))
    throw misfit("what the network gives for its buffers", by, buffers, {
      expected: `a record of the buffers that it declares: ${names(declared) || "none"}`,
      hint: "this function returns them",
    })
  for (const [name, { shape }] of Object.entries(declared))
    ofShape(`the buffer ${name} of the network`, by, buffers[name]!, shape)
}

/** What a segmentation network gives in training, where its finest logits have the shape of the truth. */
export const checkedOutput = (
  { forward, train, buffers }: SegmentationModel,
  output: TrainingOutput,
  shape: readonly number[],
): TrainingOutput => {
  const by: PartFunction = train ?? forward
  if (!Predicate.isObject(output) || !Array.isArray(output.scales) || output.scales.length === 0)
    throw misfit("what the network gives in training", by, output, {
      expected: "a record { scales, buffers } with a scale or more, the finest first",
      hint: "this function returns it",
    })
  const { scales } = output
  const [batch = 0, , , , outputs = 0] = shape
  for (const [index, { logits }] of scales.entries())
    ofShape(
      part,
      by,
      logits,
      index > 0 && logits instanceof tf.Tensor
        ? [batch, ...logits.shape.slice(1, 4), outputs]
        : shape,
    )
  if (train !== undefined) checkBuffers(train, output.buffers, buffers)
  return output
}

/** The logits [b, 1] of what a classifier gives in training, whose buffers are those that it declares. */
export const headLogits = (
  { buffers }: { readonly buffers: Parameters },
  train: PartFunction,
  output: HeadOutput,
  batch: number,
): tf.Tensor => {
  if (!Predicate.isObject(output) || output instanceof Promise)
    throw misfit("what the network gives in training", train, output, {
      expected: "a record { logits, buffers }",
      hint: "this function returns it",
    })
  checkBuffers(train, output.buffers, buffers)
  return ofShape(part, train, output.logits, [batch, 1])
}
