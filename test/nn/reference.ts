import { readFileSync } from "node:fs"
import { Effect } from "effect"
import {
  type Arrays,
  type Device,
  prepare,
  type Program,
  type Tensors,
  type TensorSpecs,
  tf,
} from "../../runtime/engine/index.ts"
import type { SegmentationModel } from "../../runtime/nn/contract.ts"
import { specsOf, type Parameters } from "../../runtime/nn/layers/parameter.ts"
import { channelsFirst, channelsLast } from "../../runtime/nn/layers/volumeOrder.ts"
import { hashed } from "./hashed.ts"
import { fromPyTorch } from "./monai.ts"

/** Written by a script of test/fixtures/nn. */
export interface Reference {
  /** Parameters at the published size. */
  readonly parameters: number
  /** State dict of a small network, with the seed of each tensor's values. */
  readonly state: Readonly<
    Record<string, { readonly index: number; readonly shape: readonly number[] }>
  >
  /** Every so-many-th logit of the small network. */
  readonly logits: readonly number[]
}

/** The axes of one of our tensors of a rank in the reference's. */
type Order = (rank: number) => readonly number[]

/** Of a reference whose volumes lie as (x, y, z), where ours lie as (z, y, x). */
export const fromSpaceReversed: Order = (rank) => (rank === 5 ? [4, 3, 2, 1, 0] : fromPyTorch(rank))

/** The reference of a name. */
export const readReference = (name: string): Reference =>
  JSON.parse(readFileSync(new URL(`../fixtures/nn/${name}.json`, import.meta.url), "utf8"))

/** The reference's names with its shapes in our layout. */
export const shapesOf = (
  { state }: Reference,
  order: Order = fromPyTorch,
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Object.entries(state).map(([name, { shape }]) => [
      name,
      order(shape.length).map((axis) => shape[axis] ?? 0),
    ]),
  )

/** The shapes of our parameters. */
export const shapesOfParameters = (
  parameters: Parameters,
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]))

const aroundOne = (name: string, shape: readonly number[]): boolean =>
  shape.length === 1 && (name.endsWith("weight") || name.endsWith("running_var"))

/** The reference's weights in our layout: `fill` of test/fixtures/nn/reference.py. */
export const weightsOf = (
  { state }: Reference,
  { size = 0.2, order = fromPyTorch }: { readonly size?: number; readonly order?: Order } = {},
): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(
    Object.entries(state).map(([name, { index, shape }]) => {
      const drawn = hashed(
        index,
        shape.reduce((product, axis) => product * axis, 1),
      )
      const shift = aroundOne(name, shape) ? 1 : 0
      const values = Float32Array.from(drawn, (value) => value * size + shift)
      const ours = tf.transpose(tf.tensor(values, [...shape]), [...order(shape.length)])
      return [name, Float32Array.from(ours.dataSync())]
    }),
  )

/** The devices on which a network is compared. */
export const devices: readonly Device[] = [
  { kind: "eager", backend: "cpu" },
  { kind: "cpu", threads: 1 },
]

/** What a network puts out for the reference's image [1, c, d, h, w], on a device. */
export const outputOf = (
  device: Device,
  shape: readonly [number, number, number, number, number],
  specs: TensorSpecs,
  weights: Arrays,
  forward: (weights: Tensors, image: tf.Tensor) => tf.Tensor,
): Promise<Float32Array | Int32Array | Uint8Array> => {
  const program: Program = {
    name: "forward",
    state: specs,
    inputs: { image: { shape, dtype: "float32" } },
    body: (state, { image }) => ({
      state: {},
      outputs: { logits: forward(state, channelsLast(image!)) },
    }),
  }
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(program, device)
    yield* prepared.load(weights)
    const size = shape.reduce((product, axis) => product * axis, 1)
    const { logits } = yield* prepared.step({ image: Float32Array.from(hashed(1000, size)) })
    return logits ?? new Float32Array()
  })
  return Effect.runPromise(Effect.scoped(run))
}

/** Logits of a segmentation network that has no encoder, in the order of PyTorch. */
export const logitsOf = (
  device: Device,
  shape: readonly [number, number, number, number, number],
  model: SegmentationModel,
  weights: Arrays,
  of: (network: Tensors, image: tf.Tensor) => tf.Tensor = (network, image) =>
    model.forward({ encoder: {}, network }, image),
) =>
  outputOf(
    device,
    shape,
    specsOf({ ...model.parameters, ...model.buffers }),
    weights,
    (network, image) => channelsFirst(of(network, image)),
  )

/** The largest difference between every so-many-th value and those expected. */
export const largestError = (
  values: ArrayLike<number>,
  expected: readonly number[],
  step = 1,
): number =>
  Math.max(
    ...expected.map((value, index) => Math.abs((values[index * step] ?? Number.NaN) - value)),
  )
