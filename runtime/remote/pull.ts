import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { Effect } from "effect"
import type { Address, Artifact } from "../store/artifact.ts"
import { readRecord } from "../store/recordText.ts"
import type { Store } from "../store/store.ts"
import type { DraftLost, StoreError } from "../store/storeError.ts"
import type { Objects, RemoteError } from "./objects.ts"
import { refusal } from "../faults/refusal.ts"
import type { Faulty } from "../faults/faulty.ts"
import { recordName } from "./objects.ts"
import { fileName } from "./objects.ts"

/** Bytes that a record may have. */
const largestRecord = 64 * 2 ** 20

/** Files of data in a folder or below it, never out of it, and never code. */
const ofData = /^(?:[\w-][\w .-]*\/)*[\w-][\w .-]*\.(?:json|safetensors|npy|csv|nii|gz)$/

/** The body of an answer in pieces; ends with an error where it has more bytes than it may. */
async function* bounded(response: Response, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > most) throw new Error(`it has more than ${most} bytes`)
    yield piece
  }
}

const textOf = async (response: Response): Promise<string> => {
  const pieces: Uint8Array[] = []
  for await (const piece of bounded(response, largestRecord)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** What of a record's files is not to be taken from a stranger. */
const refused = ({ files }: Artifact, most: number): string | null => {
  const strange = Object.keys(files).find((name) => !ofData.test(name))
  if (strange !== undefined)
    return `it has a file ${JSON.stringify(strange)}, which is no data below its folder`
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0)
  return bytes > most ? `it has ${bytes} bytes, more than mostGB allows` : null
}

/**
 * Takes an artifact from the server into the store, file by file against the hashes of its record; false if it has none. Faulty
 * where what lies there is not what a store of ablate puts there.
 */
export const pull = Effect.fn("pull")(function* (
  { url, get }: Objects,
  store: Store["Service"],
  address: Address,
  most: number,
): Effect.fn.Return<boolean, RemoteError | Faulty | StoreError | DraftLost> {
  const corrupt = (what: string) =>
    refusal({
      what: `${address.kind} ${address.key.slice(0, 8)} of ${url} is not taken: ${what}`,
      hint: "it is made here; have it removed there",
    })
  const reading = <A>(read: () => Promise<A>) =>
    Effect.tryPromise({
      try: read,
      catch: (cause) => corrupt(cause instanceof Error ? cause.message : String(cause)),
    })
  const found = yield* get(recordName(address))
  if (found === null) return false
  const text = yield* reading(() => textOf(found))
  const record = yield* readRecord(text, address).pipe(Effect.mapError(corrupt))
  const why = refused(record, most)
  if (why !== null) return yield* corrupt(why)
  const draft = yield* store.begin(address)
  const taken = Effect.forEach(
    Object.entries(record.files),
    Effect.fnUntraced(function* ([name, { sha256, bytes }]) {
      const answer = yield* get(fileName(sha256))
      if (answer === null) return yield* corrupt(`${name} is not there`)
      const file = join(draft.folder, name)
      const hash = createHash("sha256")
      let length = 0
      yield* reading(async () => {
        await mkdir(dirname(file), { recursive: true })
        const counted = async function* () {
          for await (const piece of bounded(answer, bytes)) {
            hash.update(piece)
            length += piece.length
            yield piece
          }
        }
        await pipeline(Readable.from(counted()), createWriteStream(file, { flags: "wx" }))
      })
      if (length !== bytes || hash.digest("hex") !== sha256)
        return yield* corrupt(`${name} has another content than its record says`)
    }),
    { concurrency: 4, discard: true },
  )
  const { files: _, ...provenance } = record
  yield* taken.pipe(
    Effect.andThen(store.seal(draft, provenance)),
    Effect.onError(() => store.discard(draft)),
  )
  return true
})
