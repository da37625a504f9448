import * as fc from "fast-check"
import { tf } from "../../../runtime/engine/index.ts"
import { float32, int32 } from "../agreement.ts"
import { type Case, type Cases, shapeAndAxes, shapeAndAxis, shapeOfRank } from "./cases.ts"

const permuted = shapeOfRank(1, 6).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    perm: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
  }),
)

const part = (axis: number): fc.Arbitrary<readonly [number, number]> =>
  fc
    .nat(axis - 1)
    .chain((begin) => fc.tuple(fc.constant(begin), fc.integer({ min: 1, max: axis - begin })))

const box = shapeOfRank(1, 5).chain((shape) =>
  fc.record({ shape: fc.constant(shape), parts: fc.tuple(...shape.map(part)) }),
)

const padded = shapeOfRank(1, 5).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    sides: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), {
      minLength: shape.length,
      maxLength: shape.length,
    }),
    value: fc.constantFrom(0, -1.5),
  }),
)

const one = (
  shape: readonly number[],
  f: (x: tf.Tensor) => tf.Tensor | readonly tf.Tensor[],
): Case => ({
  inputs: { x: float32(...shape) },
  compute: ({ x }) => f(x!),
})

const sine = (x: tf.Tensor): tf.Tensor => tf.sin(x)

const reduction = (
  f: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor,
): fc.Arbitrary<Case> =>
  fc.oneof(
    shapeAndAxes.map(({ shape, axes, keep }) => one(shape, (x) => f(x, axes, keep))),
    // A value that repeats along some axes stays lazy while tracing.
    shapeAndAxes.map(({ shape, axes, keep }) =>
      one([1], (x) => f(tf.mul(x, tf.ones(shape)), axes, keep)),
    ),
  )

export const structuralCases: Cases = {
  ArgMax: shapeAndAxis(1, 4).map(({ shape, axis }) => one(shape, (x) => tf.argMax(x, axis))),
  ArgMin: shapeAndAxis(1, 4).map(({ shape, axis }) => one(shape, (x) => tf.argMin(x, axis))),
  Concat: shapeAndAxis(1, 5).map(({ shape, axis }) => ({
    inputs: { a: float32(...shape), b: float32(...shape.with(axis, 3)) },
    compute: (tensors) => tf.concat([tensors["a"]!, tensors["b"]!, sine(tensors["a"]!)], axis),
  })),
  ExpandDims: shapeAndAxis(1, 4).map(({ shape, axis }) =>
    one(shape, (x) => tf.expandDims(sine(x), axis)),
  ),
  Fill: shapeOfRank(1, 4).map((shape) => one(shape, (x) => tf.mul(x, tf.fill(shape, 1.5)))),
  Max: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  Mean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  Min: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  OneHot: shapeOfRank(1, 3).map((shape) => ({
    inputs: { index: int32(...shape) },
    compute: ({ index }) => tf.oneHot(index!.toInt(), 5, 2, -1),
  })),
  OnesLike: shapeOfRank(0, 4).map((shape) => one(shape, (x) => tf.add(x, tf.onesLike(x)))),
  Pack: shapeAndAxis(1, 4).map(({ shape, axis }) =>
    one(shape, (x) => tf.stack([x, sine(x)], axis)),
  ),
  PadV2: padded.map(({ shape, sides, value }) => one(shape, (x) => tf.pad(x, sides, value))),
  Range: fc.integer({ min: 1, max: 9 }).map((n) => one([n], (x) => tf.mul(x, tf.range(0, n)))),
  Reshape: shapeOfRank(1, 6).map((shape) =>
    one(shape, (x) => tf.reshape(sine(tf.reshape(x, [-1])), [...shape, 1])),
  ),
  Reverse: shapeAndAxes.map(({ shape, axes }) => one(shape, (x) => tf.reverse(x, axes))),
  Slice: box.map(({ shape, parts }) =>
    one(shape, (x) =>
      tf.slice(
        x,
        parts.map(([begin]) => begin),
        parts.map(([, size]) => size),
      ),
    ),
  ),
  Softmax: shapeOfRank(1, 5).map((shape) => one(shape, (x) => tf.softmax(x))),
  SplitV: shapeAndAxis(1, 5).map(({ shape, axis }) =>
    one(shape.with(axis, 6), (x) => [...tf.split(sine(x), 3, axis), ...tf.split(x, [1, 5], axis)]),
  ),
  Sum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  Tile: shapeOfRank(1, 5).chain((shape) =>
    fc
      .array(fc.integer({ min: 1, max: 3 }), { minLength: shape.length, maxLength: shape.length })
      .map((reps) => one(shape, (x) => tf.tile(x, reps))),
  ),
  Transpose: permuted.map(({ shape, perm }) =>
    one(shape, (x) => tf.transpose(sine(tf.transpose(x, perm)), perm)),
  ),
  Unpack: shapeAndAxis(1, 4).map(({ shape, axis }) => one(shape, (x) => tf.unstack(x, axis))),
  ZerosLike: shapeOfRank(0, 4).map((shape) => one(shape, (x) => tf.add(x, tf.zerosLike(x)))),
}
