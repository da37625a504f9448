import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import type { Affine } from "../nifti/affine.ts"
import { datatypeOf, type Datatype } from "../nifti/datatype.ts"
import { chosenVolume, flatAffine, measured, type ChosenVolume, type ImageGrid } from "../grid.ts"
import { dataFilesOf } from "./dataFiles.ts"
import { isTrue, numbersOf, type MetaFields } from "./fields.ts"

/** What a MetaImage header says of the voxels and of the space they lie in. */
export interface MetaHeader extends ImageGrid, ChosenVolume {
  /** Whether the channels' numbers of one voxel stand beside each other, not volume after volume. */
  readonly interleaved: boolean
  readonly datatype: Datatype
  readonly littleEndian: boolean
  readonly compressed: boolean
  /** Where the voxels begin in the file that holds them, bytes: 0 where nothing or the header is before them; -1 where they end the file. */
  readonly skip: number
  /** The names of the files that hold the voxels, in order; none where they follow the header. */
  readonly dataFiles: readonly string[]
  /** Where the header ends, bytes. */
  readonly length: number
}

/** NIfTI's codes of MetaIO's element types of real numbers; MET_LONG has 4 bytes in MetaIO. */
const CODES: Readonly<Record<string, number>> = {
  MET_CHAR: 256,
  MET_UCHAR: 2,
  MET_SHORT: 4,
  MET_USHORT: 512,
  MET_INT: 8,
  MET_UINT: 768,
  MET_LONG: 8,
  MET_ULONG: 768,
  MET_LONG_LONG: 1024,
  MET_ULONG_LONG: 1280,
  MET_FLOAT: 16,
  MET_DOUBLE: 64,
}

const CORRECT = "Correct the header, or convert the image anew from what it was made of."
const WRITE_ANEW = "Write it anew: in SimpleITK sitk.WriteImage(sitk.ReadImage(FILE), NEW)."

type Vector = readonly [number, number, number]

/** Three axes of what may have fewer or more: absent ones are filled, others must be of one voxel. */
const threeOf = (values: readonly number[], fill: number): Vector => [
  values[0] ?? fill,
  values[1] ?? fill,
  values[2] ?? fill,
]

/**
 * MetaIO's space is LPS: the transform's rows are the directions of the voxel axes. World x and y are
 * turned for RAS.
 */
const affineOf = (directions: readonly Vector[], spacing: Vector, offset: Vector): Affine => {
  const [x, y, z] = [0, 1, 2].map((axis) => {
    const sign = axis < 2 ? -1 : 1
    const along = (voxel: 0 | 1 | 2) => sign * (directions[voxel]?.[axis] ?? 0) * spacing[voxel]
    return [along(0), along(1), along(2), sign * (offset[axis] ?? 0)] as const
  })
  const none = [0, 0, 0, 0] as const
  return [x ?? none, y ?? none, z ?? none, [0, 0, 0, 1]]
}

/** Whether the voxels are text is said by `BinaryData`; ITK takes them for binary where it is not. */
const isText = (fields: MetaFields): boolean =>
  fields.has("BinaryData") && !isTrue(fields.get("BinaryData"))

/**
 * What a header says of an image, or of one of its channels, read from its fields; `rest` is the text after it,
 * where it names a series.
 */
export const metaHeaderOf = (
  fields: MetaFields,
  length: number,
  rest: string,
  channel?: number,
): Result.Result<MetaHeader, Fault> =>
  Result.gen(function* () {
    const refuse = (what: string, expected: string, hint: string = CORRECT) =>
      Result.fail(fault({ what, expected, hint }))

    const dims = Number(fields.get("NDims"))
    if (!Number.isInteger(dims) || dims < 2 || dims > 8)
      return yield* refuse(`NDims is ${fields.get("NDims") ?? "not given"}`, "2 to 8")
    const listed = (count: number, fallback: readonly number[], ...names: readonly string[]) =>
      numbersOf(fields, count, fallback, ...names)
    const sizes = yield* listed(dims, [], "DimSize")
    if (sizes.length === 0 || sizes.some((size) => !Number.isInteger(size) || size < 1))
      return yield* refuse(
        `DimSize is ${fields.get("DimSize") ?? "not given"}`,
        `${dims} whole numbers above 0`,
      )
    const numbers = Number(fields.get("ElementNumberOfChannels") ?? 1)
    if (!Number.isInteger(numbers) || numbers < 1)
      return yield* refuse(
        `ElementNumberOfChannels is ${fields.get("ElementNumberOfChannels")}`,
        "a whole number above 0",
      )
    const interleaved = numbers > 1
    const chosen = yield* chosenVolume(
      interleaved ? [...threeOf(sizes, 1), ...sizes.slice(3), numbers] : sizes,
      channel,
    )
    const spacing = yield* listed(
      dims,
      sizes.map(() => 1),
      "ElementSpacing",
      "ElementSize",
    )
    if (spacing.some((mm) => mm === 0))
      return yield* refuse(`ElementSpacing is ${spacing.join(" ")}`, "numbers other than 0")
    const offset = yield* listed(
      dims,
      sizes.map(() => 0),
      "Offset",
      "Position",
      "Origin",
    )
    const identity = Array.from({ length: dims * dims }, (_, at) => (at % (dims + 1) === 0 ? 1 : 0))
    const matrix = yield* listed(
      dims * dims,
      identity,
      "TransformMatrix",
      "Rotation",
      "Orientation",
    )
    const directions = [0, 1, 2].map((axis): Vector => {
      const row = matrix.slice(axis * dims, axis * dims + Math.min(dims, 3))
      return axis < dims ? threeOf(row, 0) : [0, 0, 1]
    })

    const type = fields.get("ElementType") ?? "not given"
    const datatype = datatypeOf(CODES[type.replace(/_ARRAY$/, "")] ?? -1)
    if (datatype === undefined)
      return yield* refuse(`ElementType is ${type}`, `one of ${Object.keys(CODES).join(", ")}`)
    if (isText(fields))
      return yield* refuse("the voxels are written as text", "BinaryData = True", WRITE_ANEW)
    const slope = Number(fields.get("ElementToIntensityFunctionSlope") ?? 1)
    const intercept = Number(fields.get("ElementToIntensityFunctionOffset") ?? 0)
    if (slope !== 1 || intercept !== 0)
      return yield* refuse(
        `stored values stand for others (slope ${slope}, offset ${intercept})`,
        "values as they are: SimpleITK ignores this scaling, MetaIO applies it",
        "Apply it and write slope 1 and offset 0, or leave both out where the values are right as stored.",
      )
    const skip = Number(fields.get("HeaderSize") ?? 0)
    if (!Number.isInteger(skip) || skip < -1)
      return yield* refuse(`HeaderSize is ${fields.get("HeaderSize")}`, "-1 or a number of bytes")
    const compressed = isTrue(fields.get("CompressedData"))
    if (compressed && skip === -1)
      return yield* refuse("HeaderSize is -1 for compressed voxels", "0 or a number of bytes")
    const dataFiles = yield* dataFilesOf(fields, rest)
    if (compressed && dataFiles.length > 1)
      return yield* refuse(
        "the voxels are compressed in several files",
        "one file, or plain voxels",
      )

    // A negative spacing runs an axis backwards, as in ITK.
    const stated = threeOf(spacing, 1)
    const affine = affineOf(directions, stated, threeOf(offset, 0))
    const flat = flatAffine(affine)
    if (flat !== undefined)
      return yield* Result.fail({
        ...flat,
        expected: "rows of TransformMatrix that are directions",
      })
    const lengths = threeOf(spacing.map(Math.abs), 1)
    const unit = fields.get("DistanceUnits")
    const measure = measured(lengths, affine, "ElementSpacing")
    return {
      ...chosen,
      interleaved,
      spacing: measure.spacing,
      affine,
      warnings: [
        ...measure.warnings,
        ...(unit === undefined || /^(mm|\?)$/i.test(unit)
          ? []
          : [
              fault({
                what: `DistanceUnits is ${unit}: lengths are taken as millimetres, as ITK does`,
                hint: "Write ElementSpacing and Offset in millimetres.",
              }),
            ]),
      ],
      datatype,
      littleEndian: !isTrue(
        fields.get("BinaryDataByteOrderMSB") ?? fields.get("ElementByteOrderMSB"),
      ),
      compressed,
      skip,
      dataFiles,
      length,
    }
  })
