import { endianness } from "node:os"
import { promisify } from "node:util"
import { deflate } from "node:zlib"
import { Effect } from "effect"
import { writeFileAtomically } from "../../../files/writeFileAtomically.ts"
import type { DatasetError } from "../../faults/datasetError.ts"
import { writing } from "../../faults/fileWork.ts"
import type { Affine, Row } from "../nifti/affine.ts"
import type { NiftiData } from "../nifti/datatype.ts"

const ELEMENT_TYPES: Readonly<Record<NiftiData[typeof Symbol.toStringTag], string>> = {
  Uint8Array: "MET_UCHAR",
  Int8Array: "MET_CHAR",
  Int16Array: "MET_SHORT",
  Uint16Array: "MET_USHORT",
  Int32Array: "MET_INT",
  Uint32Array: "MET_UINT",
  Float32Array: "MET_FLOAT",
  Float64Array: "MET_DOUBLE",
}

/** An image to write. */
interface NewMetaImage {
  /** x fastest. */
  readonly data: NiftiData
  /** (x, y, z), voxels. */
  readonly shape: readonly [number, number, number]
  /** (x, y, z), mm. */
  readonly spacing: readonly [number, number, number]
  /** Voxel (x, y, z) to world mm, RAS+. */
  readonly affine: Affine
}

/** RAS+ to LPS+, MetaIO's world: the first two axes turn round; 0 stays 0, not -0. */
const lps = ([x, y, z]: readonly Row[], column: 0 | 1 | 2 | 3): readonly number[] =>
  [-(x?.[column] ?? 0), -(y?.[column] ?? 0), z?.[column] ?? 0].map((value) => value + 0)

const headerOf = ({ data, shape, spacing, affine }: NewMetaImage, bytes: number): string => {
  // A row of the matrix is the direction of one axis of the image.
  const directions = ([0, 1, 2] as const).flatMap((axis) =>
    lps(affine, axis).map((value) => value / spacing[axis]),
  )
  const lines = [
    "ObjectType = Image",
    "NDims = 3",
    "BinaryData = True",
    `BinaryDataByteOrderMSB = ${endianness() === "BE" ? "True" : "False"}`,
    "CompressedData = True",
    `CompressedDataSize = ${bytes}`,
    `TransformMatrix = ${directions.join(" ")}`,
    `Offset = ${lps(affine, 3).join(" ")}`,
    "CenterOfRotation = 0 0 0",
    `ElementSpacing = ${spacing.join(" ")}`,
    `DimSize = ${shape.join(" ")}`,
    `ElementType = ${ELEMENT_TYPES[data[Symbol.toStringTag]]}`,
    "ElementDataFile = LOCAL",
  ]
  return lines.map((line) => `${line}\n`).join("")
}

/** Writes a compressed MetaImage (.mha) of the array's own type; all of it or nothing. */
export const writeMetaImage = Effect.fn("writeMetaImage")(function* (
  path: string,
  image: NewMetaImage,
): Effect.fn.Return<void, DatasetError> {
  const { buffer, byteOffset, byteLength } = image.data
  return yield* writing(path, async () => {
    const voxels = await promisify(deflate)(new Uint8Array(buffer, byteOffset, byteLength))
    const header = Buffer.from(headerOf(image, voxels.length))
    await writeFileAtomically(path, [header, voxels])
  })
})
