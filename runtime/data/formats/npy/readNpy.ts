import { open } from "node:fs/promises"
import { endianness } from "node:os"
import { Effect } from "effect"
import { readAt } from "../../../files/readAt.ts"
import { NPY_BYTES, type NpyType } from "./npy.ts"
import type { DatasetError } from "../../faults/datasetError.ts"
import { working } from "../../faults/fileWork.ts"
import { openNpy } from "../../volume/open.ts"

/** The values of a whole array file, row-major, as bytes in this machine's order. */
export const readNpy = Effect.fnUntraced(function* (
  path: string,
  type: NpyType,
  shape: readonly number[],
): Effect.fn.Return<ArrayBuffer, DatasetError> {
  const { dataOffset } = yield* openNpy(path, type, shape)
  return yield* working(path, async () => {
    const length = shape.reduce((product, axis) => product * axis, NPY_BYTES[type])
    const values = Buffer.allocUnsafeSlow(length)
    await using file = await open(path, "r")
    if ((await readAt(file, values, dataOffset)) < length) throw new Error("the file ends early")
    if (NPY_BYTES[type] === 4 && endianness() === "BE") values.swap32()
    return values.buffer
  })
})
