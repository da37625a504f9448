import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { datatypeOf, REAL_DATATYPES, unsupportedName, type Datatype } from "./datatype.ts"
import { HEADER_BYTES, type NiftiHeader } from "./header.ts"

/** How the voxels are stored. */
export interface Layout {
  readonly datatype: Datatype
  readonly voxels: number
  /** Of the first voxel in the (unzipped) file that holds the voxels. */
  readonly offset: number
  /** Value = stored * slope + intercept; absent where the stored numbers are the values. */
  readonly scaling?: { readonly slope: number; readonly intercept: number }
}

const reject = (what: string, expected: string, hint: string): Result.Result<never, Fault> =>
  Result.fail(fault({ what, expected, hint }))

const MAKE_ANEW = "The header is damaged: copy it again, or make the image anew."

const scalingOf = ({
  slope,
  intercept,
}: NiftiHeader): Result.Result<Pick<Layout, "scaling">, Fault> => {
  if (slope === 0 || !Number.isFinite(slope)) return Result.succeed({})
  if (!Number.isFinite(intercept)) {
    return reject(`scl_inter is ${intercept} though scl_slope is ${slope}`, "a number", MAKE_ANEW)
  }
  return Result.succeed(slope === 1 && intercept === 0 ? {} : { scaling: { slope, intercept } })
}

/** The storage of the voxels of an image of this shape; nothing is allocated. */
export const layoutOf = (
  header: NiftiHeader,
  shape: readonly number[],
): Result.Result<Layout, Fault> =>
  Result.gen(function* () {
    const datatype = datatypeOf(header.datatype)
    if (datatype === undefined) {
      return yield* reject(
        `datatype ${header.datatype} (${unsupportedName(header.datatype)})`,
        REAL_DATATYPES,
        "Write real numbers, one a voxel: of complex ones the magnitude, of colours a file each.",
      )
    }
    const voxels = shape.reduce((product, length) => product * length, 1)
    if (!Number.isSafeInteger(voxels * datatype.bytes)) {
      return yield* reject(
        `the shape is ${shape.join(" x ")}`,
        "a size that fits memory",
        MAKE_ANEW,
      )
    }
    const least = header.single ? HEADER_BYTES[header.version] : 0
    // A float32 in NIfTI-1: readers cut what it has behind the point.
    const offset = Math.trunc(header.dataOffset)
    if (!Number.isSafeInteger(offset) || offset < least) {
      return yield* reject(`vox_offset is ${header.dataOffset}`, `${least} or more`, MAKE_ANEW)
    }
    const scaling = yield* scalingOf(header)
    return { datatype, voxels, offset, ...scaling }
  })
