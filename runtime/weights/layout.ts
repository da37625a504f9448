import { inverse, permute } from "./permute.ts"

/**
 * How a tensor of a state dict corresponds to one of ours: its axes taken apart (`factors`), put in
 * the order `axes` and joined again to our shape.
 */
export interface Layout {
  /** Name among ours. */
  readonly ours: string
  /** Name in the state dict. */
  readonly theirs: string
  /** Shape in the state dict. */
  readonly shape: readonly number[]
  /** The same values with axes that hold several axes taken apart. */
  readonly factors: readonly number[]
  /** Which axis of `factors` each of ours is, before axes are joined. */
  readonly axes: readonly number[]
}

/** A tensor of a state dict in our layout. */
export const toOurs = ({ factors, axes }: Layout, values: Float32Array): Float32Array =>
  permute(values, factors, axes)

/** One of our tensors in the layout of a state dict. */
export const toTheirs = ({ factors, axes }: Layout, values: Float32Array): Float32Array =>
  permute(
    values,
    axes.map((axis) => factors[axis]!),
    inverse(axes),
  )
