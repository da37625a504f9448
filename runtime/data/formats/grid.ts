import { fault, type Fault } from "../../../dsl/fault.ts"
import { spansVolume, stepLengths, type Affine } from "./nifti/affine.ts"

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

/** Axes of one voxel after the third are dropped, one slice has a third; `undefined` of other numbers of axes. */
export const threeAxes = (shape: readonly number[]): Triple | undefined => {
  const [x, y, z = 1, ...others] = shape
  return x === undefined || y === undefined || others.some((length) => length !== 1)
    ? undefined
    : [x, y, z]
}

/** What to say of an image that is no volume of three axes. */
export const notThreeAxes = (shape: readonly number[]): Fault =>
  fault({
    what: `an image of ${shape.length} axes (${shape.join(" x ")})`,
    expected: "3 axes, or 2 of one slice, or more of one voxel each",
    ...(shape.length > 3
      ? {
          hint: `Write the volume that is meant into a file of its own; in Python: nibabel.load(FILE).slicer[..., 0].to_filename("one.nii.gz").`,
        }
      : {}),
  })

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
