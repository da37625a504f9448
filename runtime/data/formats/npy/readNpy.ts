import { fault } from "../../../../dsl/fault.ts"
import { open } from "node:fs/promises"
import { endianness } from "node:os"
import { Effect } from "effect"
import { causeInWords } from "../../../files/cause.ts"
import { readAt } from "../../../files/readAt.ts"
import { NPY_BYTES, type NpyType } from "./npy.ts"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import { openNpy } from "../../volume/open.ts"

/** The values of a whole array file, row-major, as bytes in this machine's order. */
export const readNpy = Effect.fnUntraced(function* (
  path: string,
  type: NpyType,
  shape: readonly number[],
): Effect.fn.Return<ArrayBuffer, DatasetError> {
  const { dataOffset } = yield* openNpy(path, type, shape)
  return yield* Effect.tryPromise({
    try: async () => {
      const length = shape.reduce((product, axis) => product * axis, NPY_BYTES[type])
      const values = Buffer.allocUnsafeSlow(length)
      const file = await open(path, "r")
      try {
        if ((await readAt(file, values, dataOffset)) < length)
          throw new Error("the file ends early")
      } finally {
        await file.close()
      }
      if (NPY_BYTES[type] === 4 && endianness() === "BE") values.swap32()
      return values.buffer
    },
    catch: (cause) => fileError(path, fault({ what: causeInWords(cause) })),
  })
})
