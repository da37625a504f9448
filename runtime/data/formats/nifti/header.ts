import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { NIFTI1, NIFTI2 } from "nifti-reader-js"
import type { Quaternion, Row } from "./affine.ts"
import { foreignFormat, hintFor } from "../../../files/foreignFormat.ts"

/** The fields of a NIfTI header that a reader needs, as they are stored. */
export interface NiftiHeader {
  readonly version: 1 | 2
  readonly littleEndian: boolean
  /** Whether the voxels are in the header's own file (`n+1`, not `ni1`). */
  readonly single: boolean
  /** dim[0..7]. */
  readonly dims: readonly number[]
  /** pixdim[0..7]. */
  readonly pixdims: readonly number[]
  readonly datatype: number
  readonly dataOffset: number
  readonly slope: number
  readonly intercept: number
  readonly qformCode: number
  readonly sformCode: number
  readonly quaternion: Omit<Quaternion, "qfac">
  readonly sform: readonly [Row, Row, Row]
  /** Code of the unit of space (1 m, 2 mm, 3 µm, 0 unknown) and of time. */
  readonly units: number
}

export const HEADER_BYTES = { 1: 348, 2: 540 } as const

/** First bytes that tell a header, whether more follows it, and what a file is that has none. */
export const FIRST_BYTES = 1024

const MAGIC = { 1: { at: 344, bytes: 4 }, 2: { at: 4, bytes: 8 } } as const
const LINE_ENDS = "\r\n\u001a\n"

const isNifti1 = (bytes: Uint8Array): boolean =>
  /^n[+i]1\0$/.test(String.fromCodePoint(...bytes.subarray(MAGIC[1].at, MAGIC[1].at + 4)))

/** Version and byte order by the header's own size; where that is wrong by the magic string and dim[0], as nibabel. */
const sniff = (
  view: DataView,
  bytes: Uint8Array,
): { version: 1 | 2; littleEndian: boolean } | undefined => {
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian)
    if (size === HEADER_BYTES[1]) return { version: 1, littleEndian }
    if (size === HEADER_BYTES[2]) return { version: 2, littleEndian }
  }
  const rank = isNifti1(bytes) ? view.getInt16(40, true) : 0
  return rank === 0 ? undefined : { version: 1, littleEndian: rank >= 1 && rank <= 7 }
}

const foreign = (bytes: Uint8Array): Fault => {
  const format = foreignFormat(bytes)
  return fault({
    what: format === undefined ? "not a NIfTI file" : `not a NIfTI file but ${format.what}`,
    expected: "a header of 348 (NIfTI-1) or 540 bytes (NIfTI-2)",
    hint:
      format === undefined
        ? undefined
        : hintFor(
            format,
            "an image",
            "Convert it to NIfTI, and check that the space it lies in is kept.",
          ),
  })
}

const magicFault = (magic: string, version: 1 | 2): Fault | undefined => {
  const [kind, ends] = [magic.slice(0, 3), magic.slice(4)]
  if (kind !== `n+${version}` && kind !== `ni${version}`) {
    return fault({
      what: "an Analyze 7.5 header, or a damaged NIfTI header: the magic string is missing",
      expected: version === 1 ? "n+1 or ni1" : "n+2 or ni2",
      hint: "Convert it to NIfTI with a tool that knows where it came from: Analyze says nothing of left and right.",
    })
  }
  if (version === 2 && ends !== LINE_ENDS && ends !== "\0\0\0\0") {
    return fault({
      what: "the line ends after the magic string were changed",
      hint: "Transfer the file again, in binary mode.",
    })
  }
  return undefined
}

/** The srow_* fields, which nifti-reader-js overwrites where it prefers the qform. */
const sformRows = (
  view: DataView,
  version: 1 | 2,
  littleEndian: boolean,
): readonly [Row, Row, Row] => {
  const at = (row: number, column: number): number =>
    version === 1
      ? view.getFloat32(280 + 4 * (4 * row + column), littleEndian)
      : view.getFloat64(400 + 8 * (4 * row + column), littleEndian)
  const row = (index: number): Row => [at(index, 0), at(index, 1), at(index, 2), at(index, 3)]
  return [row(0), row(1), row(2)]
}

/** The header in the first bytes of a file (540 suffice), or why it is none. */
export const parseHeader = (bytes: Uint8Array): Result.Result<NiftiHeader, Fault> => {
  if (bytes.length < 4) return Result.fail(foreign(bytes))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const sniffed = sniff(view, bytes)
  if (sniffed === undefined) return Result.fail(foreign(bytes))
  const { version, littleEndian } = sniffed
  const size = HEADER_BYTES[version]
  if (bytes.length < size) {
    return Result.fail(
      fault({
        what: `the file ends inside its header, after ${bytes.length} bytes`,
        expected: `${size} bytes`,
        hint: "Copy or download it again.",
      }),
    )
  }
  const place = MAGIC[version]
  const wrong = magicFault(
    String.fromCodePoint(...bytes.subarray(place.at, place.at + place.bytes)),
    version,
  )
  if (wrong !== undefined) return Result.fail(wrong)

  // Without the bytes that follow the header, the library does not look for extensions.
  const header = version === 1 ? new NIFTI1() : new NIFTI2()
  const whole = Uint8Array.from(bytes.subarray(0, size))
  new DataView(whole.buffer).setInt32(0, size, littleEndian)
  header.readHeader(whole.buffer)
  return Result.succeed({
    version,
    littleEndian,
    single: bytes[place.at + 1] === 0x2b,
    dims: header.dims,
    pixdims: header.pixDims,
    datatype: header.datatypeCode,
    dataOffset: header.vox_offset,
    slope: header.scl_slope,
    intercept: header.scl_inter,
    qformCode: header.qform_code,
    sformCode: header.sform_code,
    quaternion: {
      b: header.quatern_b,
      c: header.quatern_c,
      d: header.quatern_d,
      offset: [header.qoffset_x, header.qoffset_y, header.qoffset_z],
    },
    sform: sformRows(view, version, littleEndian),
    units: header.xyzt_units,
  })
}
