import { open } from "node:fs/promises"
import { Effect } from "effect"
import { causeInWords } from "../../../files/cause.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { readAt } from "../../../files/readAt.ts"
import { RECORD_BYTES } from "./layout.ts"
import { fault } from "../../../../dsl/fault.ts"

/** A record of a file: its label byte, then its planes. */
export const readRecord = Effect.fnUntraced(function* (
  path: string,
  record: number,
): Effect.fn.Return<Uint8Array, DatasetError> {
  const bytes = new Uint8Array(RECORD_BYTES)
  const read = yield* Effect.tryPromise({
    try: async () => {
      await using file = await open(path)
      return await readAt(file, bytes, record * RECORD_BYTES)
    },
    catch: (cause) => datasetError(fault({ what: causeInWords(cause), where: { file: path } })),
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
