import * as fc from "fast-check"
import { type TensorSpecs } from "../../../runtime/engine/index.ts"
import type { Computation } from "../agreement.ts"

/** A random use of a tfjs kernel. */
export interface Case {
  /** What else was drawn, for the report of a counterexample. */
  readonly about?: unknown
  readonly inputs: TensorSpecs
  readonly compute: Computation
}

/** Random uses, by the name of the kernel that each must reach. */
export type Cases = Readonly<Record<string, fc.Arbitrary<Case>>>

const size = fc.integer({ min: 1, max: 4 })

export const shapeOfRank = (min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(size, { minLength: min, maxLength: max })

/** Two shapes that broadcast against each other. */
export const broadcastPair: fc.Arbitrary<readonly [number[], number[]]> = fc
  .tuple(
    shapeOfRank(0, 5),
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }),
    fc.nat(5),
    fc.boolean(),
  )
  .map(([shape, ones, drop, swap]) => {
    const a = shape.map((axis, i) => (ones[i] === 1 ? 1 : axis))
    const b = shape.map((axis, i) => (ones[i] === 2 ? 1 : axis)).slice(Math.min(drop, shape.length))
    return swap ? ([b, a] as const) : ([a, b] as const)
  })

/** A shape and some of its axes. */
export const shapeAndAxes: fc.Arbitrary<{ shape: number[]; axes: number[]; keep: boolean }> =
  shapeOfRank(1, 5).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axes: fc.subarray([...shape.keys()], { minLength: 1 }),
      keep: fc.boolean(),
    }),
  )

/** A shape and one axis of it. */
export const shapeAndAxis = (
  min: number,
  max: number,
): fc.Arbitrary<{ shape: number[]; axis: number }> =>
  shapeOfRank(min, max).chain((shape) =>
    fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1) }),
  )
