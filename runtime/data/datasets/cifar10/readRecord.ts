import { open } from "node:fs/promises"
import { Effect } from "effect"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { working } from "../../faults/fileWork.ts"
import { readAt } from "../../../files/readAt.ts"
import { RECORD_BYTES } from "./layout.ts"
import { fault } from "../../../../dsl/fault.ts"

/** A record of a file: its label byte, then its planes. */
export const readRecord = Effect.fnUntraced(function* (
  path: string,
  record: number,
): Effect.fn.Return<Uint8Array, DatasetError> {
  const bytes = new Uint8Array(RECORD_BYTES)
  const read = yield* working(path, async () => {
    await using file = await open(path)
    return await readAt(file, bytes, record * RECORD_BYTES)
  })
  if (read === RECORD_BYTES) return bytes
  return yield* datasetError(
    fault({
      what: `record ${record} has ${read} bytes`,
      where: { file: path },
      expected: `${RECORD_BYTES} bytes`,
    }),
  )
})
