import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { centredAffine, quaternionAffine, type Affine } from "./affine.ts"
import type { NiftiHeader } from "./header.ts"

/** Where the voxels lie. */
export interface Geometry {
  /** Length of each axis of the image, x first; as many as the header states. */
  readonly shape: readonly number[]
  /** Step along each axis, in `spatialUnit` for the first three. */
  readonly spacing: readonly number[]
  readonly spatialUnit: "mm" | "m" | "um" | "unknown"
  readonly affine: Affine
  /** The header's source of `affine`. */
  readonly affineFrom: "sform" | "qform" | "spacing"
}

const UNITS = ["unknown", "m", "mm", "um"] as const

/** Codes of a transform that the standard knows (NIFTI_XFORM_*); others count as 0. */
const isTransform = (code: number): boolean => code >= 1 && code <= 5

/** Tolerance for 1 - (b² + c² + d²) in the precision of the stored quaternion, as nibabel's. */
const QUATERNION_TOLERANCE = { 1: 3 * 2 ** -23, 2: 3 * 2 ** -52 } as const

const reject = (what: string, expected: string): Result.Result<never, Fault> =>
  Result.fail(
    fault({
      what,
      expected,
      hint: "The header is damaged: copy the file again, or make the image anew.",
    }),
  )

const shapeOf = ({ dims }: NiftiHeader): Result.Result<readonly number[], Fault> => {
  const rank = dims[0] ?? 0
  if (!Number.isInteger(rank) || rank < 1 || rank > 7) {
    return reject(`dim[0], the number of axes, is ${rank}`, "1 to 7")
  }
  // After the third axis writers leave 0 where there is none, which ITK takes for 1.
  const shape = dims
    .slice(1, rank + 1)
    .map((length, axis) => (axis > 2 && length === 0 ? 1 : length))
  return shape.every((length) => Number.isSafeInteger(length) && length >= 1)
    ? Result.succeed(shape)
    : reject(`the shape is ${shape.join(" x ")}`, "at least 1 voxel along every axis")
}

/** A step of 0 becomes 1 and a negative one its magnitude, as nibabel mends them. */
const mended = (step: number): number => (step === 0 ? 1 : Math.abs(step))

/**
 * Shape, spacing and affine of a header: the sform where its code is set, else the qform, else
 * spacing alone (nibabel's order, not nifti-reader-js's).
 */
export const geometryOf = (header: NiftiHeader): Result.Result<Geometry, Fault> =>
  Result.gen(function* () {
    const shape = yield* shapeOf(header)
    const [qfac = 1, dx = 1, dy = 1, dz = 1] = header.pixdims
    const steps = [mended(dx), mended(dy), mended(dz)] as const
    const spatialUnit = UNITS[header.units & 7] ?? "unknown"
    const rest = { shape, spatialUnit }
    const spacing = shape.map((_, axis) => steps[axis] ?? header.pixdims[axis + 1] ?? 1)
    const finite = (affine: Affine, affineFrom: Geometry["affineFrom"]) =>
      affine.flat().every(Number.isFinite)
        ? Result.succeed({ ...rest, spacing, affine, affineFrom })
        : reject(`the ${affineFrom} holds values that are not finite`, "finite numbers")

    if (isTransform(header.sformCode)) {
      // Whether it is of use, and the spacing as its steps have it, is said where the image is placed.
      const affine: Affine = [...header.sform, [0, 0, 0, 1]]
      return { ...rest, spacing, affine, affineFrom: "sform" }
    }
    if (!steps.every(Number.isFinite)) {
      return yield* reject(`the voxel spacing is ${steps.join(" x ")}`, "finite numbers")
    }
    if (isTransform(header.qformCode)) {
      const affine = quaternionAffine(
        { ...header.quaternion, qfac: qfac === -1 ? -1 : 1 },
        steps,
        QUATERNION_TOLERANCE[header.version],
      )
      if (affine === undefined) {
        return yield* reject("the quaternion of the qform is longer than 1", "b² + c² + d² ≤ 1")
      }
      return yield* finite(affine, "qform")
    }
    return yield* finite(centredAffine(shape, steps), "spacing")
  })
