import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { chosenVolume, flatAffine, measured, type ChosenVolume, type ImageGrid } from "../grid.ts"
import { affineDistance, scaledAffine, spansVolume, voxelVolume, type Affine } from "./affine.ts"
import { geometryOf } from "./geometry.ts"
import type { NiftiImage } from "./image.ts"

/** Millimetres of a unit; a header that names none means millimetres. */
const MILLIMETRES = { mm: 1, m: 1000, um: 1e-3, unknown: 1 } as const

type Placed = Pick<NiftiImage, "header" | "shape" | "spacing" | "spatialUnit" | "affine">

/** Whether a code says that a form is set (NIFTI_XFORM_*). */
const isForm = (code: number): boolean => code >= 1 && code <= 5

/** The qform, or what the header says without a sform; `undefined` where it says nothing that can be used. */
const withoutSform = ({ header }: Placed): Affine | undefined => {
  if (!isForm(header.qformCode)) return undefined
  const found = geometryOf({ ...header, sformCode: 0 })
  return Result.isSuccess(found) ? found.success.affine : undefined
}

const isSform = ({ header }: Placed): boolean => isForm(header.sformCode)

/** Distance, mm or shares of a step, that rounding in two forms of one header accounts for. */
const ROUNDING = 0.05

/**
 * What two forms that a header holds contradict each other in: of two spaces (their codes differ) only
 * lengths and handedness, which no rigid move changes.
 */
const contradiction = (image: Placed, sform: Affine, qform: Affine): Fault | undefined => {
  const { header } = image
  const hint = "See which is true, and write it to both; tools differ in which they take."
  if (voxelVolume(sform) * voxelVolume(qform) < 0)
    return fault({ what: "the sform and the qform mirror each other: the sform is taken", hint })
  const distance = affineDistance(sform, qform)
  return header.sformCode === header.qformCode && distance > ROUNDING
    ? fault({
        what: `the sform and the qform, of the same code ${header.sformCode}, differ by up to ${distance.toPrecision(3)} mm: the sform is taken`,
        hint,
      })
    : undefined
}

/** What of a header readers take in different ways. */
const ambiguities = ({ header: { pixdims, qformCode, sformCode } }: Placed): readonly Fault[] => [
  ...(isForm(qformCode) || isForm(sformCode)
    ? []
    : [
        fault({
          what: "the header says nothing of where the voxels lie (the codes of sform and qform are 0): x is taken to run from right to left, y to the front, z up, as nibabel does",
          hint: "Take the header from the image that the file was made from; ITK takes y to run to the back.",
        }),
      ]),
  ...(pixdims.slice(1, 4).some((length) => length < 0)
    ? [
        fault({
          what: `pixdim holds negative lengths (${pixdims.slice(1, 4).join(", ")}): their magnitudes are taken, as nibabel does`,
          hint: "Write lengths above 0: ITK mirrors axes by negative ones.",
        }),
      ]
    : []),
]

/** The affine in use, in the header's unit, and what was passed over for it. */
const affineOf = (image: Placed): { affine: Affine; warnings: readonly Fault[] } => {
  const { affine } = image
  const qform = isSform(image) ? withoutSform(image) : undefined
  if (qform === undefined) return { affine, warnings: [] }
  if (!spansVolume(affine))
    return {
      affine: qform,
      warnings: [
        fault({
          what: `the sform spans no volume though its code is ${image.header.sformCode}: the qform is taken, as ITK does`,
          hint: "Write the qform to the sform as well; nibabel takes the sform as it is.",
        }),
      ],
    }
  const wrong = contradiction(image, affine, qform)
  return { affine, warnings: wrong === undefined ? [] : [wrong] }
}

/**
 * Where the voxels of an image, or of one of its channels, lie, in millimetres, whatever the header's unit; the
 * affine is nibabel's, but where the sform is of no use. Fails where there is no such volume of three axes, or it
 * has no place in space.
 */
export const placementOf = (
  image: Placed,
  channel?: number,
): Result.Result<ImageGrid & ChosenVolume, Fault> =>
  Result.gen(function* () {
    const chosen = yield* chosenVolume(image.shape, channel)
    const factor = MILLIMETRES[image.spatialUnit]
    const used = affineOf(image)
    const affine = factor === 1 ? used.affine : scaledAffine(used.affine, factor)
    const flat = flatAffine(affine)
    if (flat !== undefined) return yield* Result.fail(flat)
    const [dx = 1, dy = 1, dz = 1] = image.spacing
    const stated = [dx * factor, dy * factor, dz * factor] as const
    const { spacing, warnings } = measured(stated, affine, "pixdim")
    return {
      ...chosen,
      spacing,
      affine,
      warnings: [...ambiguities(image), ...used.warnings, ...warnings],
    }
  })
