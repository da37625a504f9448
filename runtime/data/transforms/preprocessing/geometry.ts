import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { axes } from "../../../../dsl/field.ts"
import type { PreprocessingStep } from "../../../../dsl/preprocessing.ts"
import { cropToBox, nonzeroBox } from "../boundingBox.ts"
import { shiftedAffine, stepLengths } from "../../formats/nifti/affine.ts"
import { unfilledFloats } from "../../../files/unfilled.ts"
import type { AppliedStep, Grid } from "./applied.ts"

import { turn, turnedGrid, turnTo } from "./orient.ts"
import { pad, paddingTo } from "./pad.ts"
import { ratioTo, respacedGrid, respaceLinear, respaceNearest } from "./respace.ts"

type GeometryStep = Exclude<PreprocessingStep, { readonly modalities?: unknown }>

/** The voxels of a subject during preprocessing. */
export interface Voxels {
  readonly grid: Grid
  /** [channel, depth, height, width]. */
  readonly image: Float32Array
  /** [depth, height, width]. */
  readonly label?: Uint8Array
}

/** A step done: the voxels after it, and how it is undone. */
export interface Done {
  readonly voxels: Voxels
  readonly applied: AppliedStep
}

const voxelsOf = ({ shape }: Grid): number => shape[0] * shape[1] * shape[2]

/** The voxels on another grid. */
const moved = (
  { grid: before, image, label }: Voxels,
  grid: Grid,
  ofImage: (values: Float32Array, target: Float32Array) => Float32Array,
  ofLabel: (values: Uint8Array, target: Uint8Array) => Uint8Array,
  allocate: (length: number) => Float32Array = unfilledFloats,
): Voxels => {
  const channels = image.length / voxelsOf(before)
  return {
    grid,
    image: ofImage(image, allocate(channels * voxelsOf(grid))),
    ...(label === undefined ? {} : { label: ofLabel(label, new Uint8Array(voxelsOf(grid))) }),
  }
}

/** Where a grid begins at a voxel (z, y, x) of another one; may be negative. */
const startingAt = (grid: Grid, [z, y, x]: Grid["shape"], shape: Grid["shape"]): Grid => ({
  shape,
  spacing: grid.spacing,
  affine: shiftedAffine(grid.affine, [x, y, z]),
})

const cropped = (voxels: Voxels, mayChange: boolean): Result.Result<Done, Fault> => {
  const { grid: from, image, label } = voxels
  const box = nonzeroBox(label === undefined ? [image] : [image, label], from.shape)
  if (box === undefined) return Result.fail(fault({ what: "every voxel is 0" }))
  const { origin, size } = box
  return Result.succeed({
    voxels: moved(
      voxels,
      startingAt(from, origin, size),
      (values, target) => cropToBox(values, from.shape, box, target),
      (values, target) => cropToBox(values, from.shape, box, target),
      mayChange ? (length) => image.subarray(0, length) : unfilledFloats,
    ),
    applied: { step: "cropForeground", from, origin },
  })
}

/** Values of a subject, all channels together, that an array can hold and a machine is likely to (8 GB). */
const MOST_VALUES = 2 ** 31

/** What to say of a grid that is too large for memory; `undefined` where it is not. */
const tooLarge = (
  { grid: { shape: before, spacing }, image }: Voxels,
  step: string,
  shape: Grid["shape"],
): Fault | undefined => {
  const channels = image.length / (before[0] * before[1] * before[2])
  const inWords = (lengths: readonly number[]): string => lengths.toReversed().join(" x ")
  return channels * shape[0] * shape[1] * shape[2] <= MOST_VALUES
    ? undefined
    : fault({
        what: `${step} makes ${inWords(shape)} voxels (x, y, z) of ${inWords(before)}, which are ${inWords(spacing.map((mm) => Number(mm.toPrecision(4))))} mm each by the header: too many for memory`,
        expected: `${MOST_VALUES} values at most`,
        hint: "See that the header's voxels are as large as they are in truth; else leave the subject out: exclude.",
      })
}

/** What to say of a grid that has one voxel left where there were several. */
const collapsed = ({ grid: { shape: before, spacing } }: Voxels, shape: Grid["shape"]) => {
  const axis = ([0, 1, 2] as const).find((each) => shape[each] === 1 && before[each] > 1)
  return axis === undefined
    ? undefined
    : fault({
        what: `spacing leaves one voxel of ${before[axis]} along ${["z", "y", "x"][axis]}, which are ${Number(spacing[axis].toPrecision(4))} mm each by the header`,
        hint: "See that the header's voxels are as large as they are in truth; else leave the subject out: exclude.",
      })
}

const padded = (voxels: Voxels, to: Grid["shape"]): Result.Result<Done, Fault> => {
  const { grid: from } = voxels
  const { before, shape } = paddingTo(from.shape, to)
  const wrong = tooLarge(voxels, "spatialPad", shape)
  if (wrong !== undefined) return Result.fail(wrong)
  const grid = startingAt(from, [-before[0], -before[1], -before[2]], shape)
  return Result.succeed({
    voxels: moved(
      voxels,
      grid,
      (values, target) => pad(values, from.shape, before, shape, target),
      (values, target) => pad(values, from.shape, before, shape, target),
      (length) => new Float32Array(length),
    ),
    applied: { step: "spatialPad", from, before },
  })
}

const respaced = (
  voxels: Voxels,
  { to, interpolation }: Extract<GeometryStep, { readonly kind: "spacing" }>,
): Result.Result<Done, Fault> => {
  const { grid: from } = voxels
  const wanted: Grid["spacing"] = typeof to === "number" ? [to, to, to] : to
  const ratio = ratioTo(from, wanted)
  const grid = respacedGrid(from, wanted)
  const wrong = tooLarge(voxels, "spacing", grid.shape) ?? collapsed(voxels, grid.shape)
  if (wrong !== undefined) return Result.fail(wrong)
  const nearest = <V extends Float32Array | Uint8Array>(values: V, target: V): V =>
    respaceNearest(values, from.shape, grid.shape, ratio, target)
  const linear = (values: Float32Array, target: Float32Array): Float32Array =>
    respaceLinear(values, from.shape, grid.shape, ratio, target)
  return Result.succeed({
    voxels: moved(voxels, grid, interpolation === "linear" ? linear : nearest, nearest),
    applied: { step: "spacing", from, ratio },
  })
}

const oriented = (
  voxels: Voxels,
  { axcodes }: Extract<GeometryStep, { readonly kind: "orientation" }>,
): Done => {
  const { grid: from } = voxels
  const how = turnTo(from.affine, axcodes)
  return {
    voxels: moved(
      voxels,
      turnedGrid(from, how),
      (values, target) => turn(values, from.shape, how, target),
      (values, target) => turn(values, from.shape, how, target),
    ),
    applied: { step: "orientation", from, ...how },
  }
}

/** Whether an affine gives each axis a direction. */
const hasDirections = ({ affine }: Grid): boolean => stepLengths(affine).every((step) => step > 0)

/**
 * Moves voxels to another grid, within their own image where they may be changed and that can be.
 * Fails where all are 0, where axes have no direction, and where the grid is too large or vanishes.
 */
export const applyGeometry = (
  step: GeometryStep,
  voxels: Voxels,
  mayChange: boolean,
): Result.Result<Done, Fault> => {
  switch (step.kind) {
    case "cropForeground":
      return cropped(voxels, mayChange)
    case "spatialPad": {
      const [depth, height, width] = axes(step.to)
      return padded(voxels, [depth, height, width])
    }
    case "spacing":
    case "orientation":
      if (!hasDirections(voxels.grid)) {
        return Result.fail(
          fault({
            what: `the affine has an axis of no length, which ${step.kind} cannot use`,
            hint: "Correct the header, or leave the step out.",
          }),
        )
      }
      return step.kind === "spacing"
        ? respaced(voxels, step)
        : Result.succeed(oriented(voxels, step))
  }
}
