import { type Tensors, tf } from "../engine/index.ts"
import { trainedGradients } from "./trainedGradients.ts"

/** Each tensor, by a function of it and its name. */
export const mapped = (
  tensors: Tensors,
  f: (tensor: tf.Tensor, name: string) => tf.Tensor,
): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, f(tensor, name)]))

const rowsOf = (tensors: Tensors, first: number, count: number): Tensors =>
  mapped(tensors, (tensor) => {
    const rest = tensor.shape.slice(1)
    return tf.slice(tensor, [first, ...rest.map(() => 0)], [count, ...rest])
  })

/**
 * Tensors whose first axis is the batch, a micro-batch of `size` at a time; the tensors themselves
 * where the size is null or the batch.
 */
export const microBatches = (
  tensors: Tensors,
  batch: number,
  size: number | null,
): readonly Tensors[] => {
  if (size === null || size === batch) return [tensors]
  if (batch % size !== 0)
    throw new Error(`micro-batches of ${size} do not make up a batch of ${batch}`)
  return Array.from({ length: batch / size }, (_, index) => rowsOf(tensors, index * size, size))
}

/**
 * The same float32 tensors, computed after all of the others. An executor of a graph chooses its
 * order by what depends on what: zero times an element of each of the others is added, so that it
 * cannot hold two micro-batches at once.
 */
export const computedAfter = (others: readonly tf.Tensor[], tensors: Tensors): Tensors => {
  if (others.length === 0) return tensors
  const elements = others.map((other) => tf.slice(tf.reshape(other, [-1]), [0], [1]))
  const zero = tf.mul(tf.addN(elements), 0).asScalar()
  return mapped(tensors, (tensor) => (tensor.dtype === "float32" ? tf.add(tensor, zero) : tensor))
}

/** A tensor of each micro-batch, put together along the batch. */
export const joined = (parts: readonly Tensors[]): Tensors =>
  mapped(parts[0] ?? {}, (_, name) =>
    tf.concat(
      parts.map((part) => part[name]!),
      0,
    ),
  )

/** Sums of tensors, by name. */
export const summed = (parts: readonly Tensors[]): Tensors =>
  mapped(parts[0] ?? {}, (_, name) => tf.addN(parts.map((part) => part[name]!)))

/** Means over micro-batches, by name. */
export const averaged = (parts: readonly Tensors[]): Tensors =>
  parts.length === 1
    ? (parts[0] ?? {})
    : mapped(summed(parts), (sum) => tf.mul(sum, 1 / parts.length))

/** A loss, its gradients, and what was computed with it for each micro-batch. */
export interface Accumulated {
  readonly loss: tf.Tensor
  readonly gradients: Tensors
  readonly aux: readonly Tensors[]
}

/**
 * The mean over micro-batches of a loss and its gradients with respect to the weights. Micro-batches
 * go one after another, so that the results of one only are held: with a loss that is a mean over
 * the crops of a batch, this is the loss and the gradients of the batch, up to rounding.
 */
export const accumulatedGradients = (
  weights: Tensors,
  parts: readonly Tensors[],
  lossOf: (
    weights: Tensors,
    part: Tensors,
    index: number,
  ) => { readonly loss: tf.Scalar; readonly aux?: Tensors },
): Accumulated => {
  const share = 1 / parts.length
  return parts.reduce<Accumulated>(
    (before, part, index) => {
      const inputs = computedAfter(Object.values(before.gradients), part)
      const made = trainedGradients(weights, (trained) => {
        const { loss, aux = {} } = lossOf(trained, inputs, index)
        return { loss: share === 1 ? loss : tf.mul<tf.Scalar>(loss, share), aux }
      })
      if (index === 0) return { ...made, aux: [made.aux] }
      return {
        loss: tf.add(before.loss, made.loss),
        gradients: summed([before.gradients, made.gradients]),
        aux: [...before.aux, made.aux],
      }
    },
    { loss: tf.scalar(0), gradients: {}, aux: [] },
  )
}
