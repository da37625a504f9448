import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { Effect } from "effect"
import { detachBuffers } from "../../../files/detachBuffers.ts"
import { unfilledBytes } from "../../../files/unfilled.ts"
import { writeFileAtomically } from "../../../files/writeFileAtomically.ts"
import { encodeHeader, misfit, type NewImage } from "./encode.ts"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import { writing } from "../../faults/fileWork.ts"
import { fault } from "../../../../dsl/fault.ts"

const gzipped = async (parts: readonly Uint8Array[]): Promise<Uint8Array> => {
  const whole = unfilledBytes(parts.reduce((sum, { length }) => sum + length, 0))
  let filled = 0
  for (const part of parts) {
    whole.set(part, filled)
    filled += part.length
  }
  try {
    return await promisify(gzip)(whole, { level: 4 })
  } finally {
    detachBuffers(whole)
  }
}

/**
 * Writes a NIfTI-1 image of the array's own type, gzipped where the name ends in `.gz`; all of it or
 * nothing. With `like`, space and units are those of the other image.
 */
export const writeNifti = Effect.fn("writeNifti")(function* (
  path: string,
  image: NewImage,
): Effect.fn.Return<void, DatasetError> {
  const what = misfit(image)
  if (what !== undefined) {
    return yield* fileError(path, fault({ what }))
  }
  const { buffer, byteOffset, byteLength } = image.data
  const parts = [encodeHeader(image), new Uint8Array(buffer, byteOffset, byteLength)]
  return yield* writing(path, async () =>
    writeFileAtomically(path, path.endsWith(".gz") ? [await gzipped(parts)] : parts),
  )
})
