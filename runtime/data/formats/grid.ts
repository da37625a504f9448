import { Result } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { spansVolume, stepLengths, type Affine } from "./nifti/affine.ts"
import type { NiftiData } from "./nifti/datatype.ts"

type Triple = readonly [number, number, number]

/** Where the voxels of a volume of three axes lie. */
export interface ImageGrid {
  /** (x, y, z), voxels. */
  readonly shape: Triple
  /** (x, y, z), mm: the lengths of the affine's steps. */
  readonly spacing: Triple
  /** Voxel (x, y, z) to world mm, RAS+; its axes span a volume. */
  readonly affine: Affine
  /** What of the header was not taken as it is, though the image was read. */
  readonly warnings: readonly Fault[]
}

/** Share by which a stated spacing may differ from the affine's step: headers hold rounded numbers. */
const ROUNDING = 1e-3

/** Voxels of images of people are larger and smaller than these, mm. */
const SMALLEST = 0.01
const LARGEST = 100

const shown = (lengths: readonly number[]): string =>
  lengths.map((length) => Number(length.toPrecision(4))).join(" x ")

const agree = (one: number, other: number): boolean =>
  // Of an infinite one nothing is near.
  Math.abs(one - other) <= ROUNDING * Math.abs(other)

/** A volume of three axes among those that a file holds. */
export interface ChosenVolume extends Pick<ImageGrid, "shape"> {
  /** How many volumes the file holds: its channels, or the images of a series. */
  readonly channels: number
  /** Which of them this is, from 0. */
  readonly channel: number
}

/** A volume and where it lies. */
export interface ImageVolume extends ImageGrid, ChosenVolume {
  /** x fastest, in the stored type; 64-bit integers and scaled numbers as float64. */
  readonly data: NiftiData
}

/** Takes one of the volumes that were asked for, by its place in the list. */
export type TakeVolume = (index: number, volume: ImageVolume) => void

const OWN_FILE = `Write the volume that is meant into a file of its own; in Python: nibabel.load(FILE).slicer[..., 0].to_filename("one.nii.gz").`

/**
 * The volume of three axes that is meant in an image: one slice has a third axis, axes of one voxel after it are
 * dropped, and where one of them is longer, `channel` says which of the volumes along it.
 */
export const chosenVolume = (
  shape: readonly number[],
  channel: number | undefined,
): Result.Result<ChosenVolume, Fault> => {
  const [x, y, z = 1, ...others] = shape
  const [channels = 1, ...more] = others.filter((length) => length !== 1)
  const axes = shape.join(" x ")
  if (x === undefined || y === undefined || more.length > 0)
    return Result.fail(
      fault({
        what: `an image of ${shape.length} axes (${axes})`,
        expected: "3 axes, or 2 of one slice, and one more of channels at most",
        hint: x === undefined || y === undefined ? undefined : OWN_FILE,
      }),
    )
  const chosen = channel ?? 0
  if (chosen >= channels)
    return Result.fail(
      fault({
        what: `there is no channel ${chosen} in ${axes}`,
        expected: channels === 1 ? "channel 0, the only one" : `channel 0 to ${channels - 1}`,
      }),
    )
  return channel === undefined && channels > 1
    ? Result.fail(
        fault({
          what: `${channels} volumes in one file (${axes}), and none is chosen`,
          expected: `the channel that is meant, 0 to ${channels - 1}`,
          hint: `In volumes() a modality says which: { file: "PATTERN", channel: 0 }. Else: ${OWN_FILE}`,
        }),
      )
    : Result.succeed({ shape: [x, y, z], channels, channel: chosen })
}

/**
 * The spacing by which lengths are measured: as stated where the affine agrees to a thousandth, which
 * spares rounding; else the affine's own, which every resampling goes by, with a warning.
 */
export const measured = (
  stated: Triple,
  affine: Affine,
  name: string,
): { readonly spacing: Triple; readonly warnings: readonly Fault[] } => {
  const steps = stepLengths(affine)
  const isSame = stated.every((length, axis) => agree(length, steps[axis] ?? Number.NaN))
  const spacing = isSame ? stated : steps
  const implausible = spacing.some((length) => length < SMALLEST || length > LARGEST)
  return {
    spacing,
    warnings: [
      ...(isSame
        ? []
        : [
            fault({
              what: `${name} says ${shown(stated)} mm a voxel, the affine ${shown(steps)} mm: the affine's are taken`,
              hint: "See which is true, and write it to both; tools differ in which they take.",
            }),
          ]),
      ...(implausible
        ? [
            fault({
              what: `voxels of ${shown(spacing)} mm`,
              hint: "See that the header's unit of length is that of its numbers.",
            }),
          ]
        : []),
    ],
  }
}

/** What to say of an affine whose axes span no volume; `undefined` where they do. */
export const flatAffine = (affine: Affine): Fault | undefined =>
  spansVolume(affine)
    ? undefined
    : fault({
        what: "the axes of the affine span no volume: where the voxels lie is not known",
        hint: "Take the header from the image that the file was made from; in nibabel: image.affine, image.header.",
      })
