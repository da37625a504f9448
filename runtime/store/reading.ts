import { join } from "node:path"
import { Context, Effect, FileSystem, Option, Schema, type PlatformError } from "effect"
import { readAcceptances } from "./accepted.ts"
import { recordName, type Address, type Artifact } from "./artifact.ts"
import { AttemptJson, inOrder } from "./attempt.ts"
import { indexedAttempts } from "./attemptIndex.ts"
import { damagedFiles, strayFiles } from "./fileRecords.ts"
import type { Layout } from "./layout.ts"
import { foldersIn } from "./names.ts"
import { readRecord } from "./recordText.ts"
import { ArtifactCorrupt, ArtifactMissing, inStoreWords, type StoreError } from "./storeError.ts"
import { fault } from "../../dsl/fault.ts"
import { absent } from "./onDisk.ts"

export type Unreadable = ArtifactMissing | ArtifactCorrupt | StoreError

const corrupt = ({ kind, key }: Address, damage: readonly { file: string; what: string }[]) =>
  new ArtifactCorrupt({
    kind,
    key,
    file: damage[0]?.file ?? "",
    faults: damage.map(({ file, what }) =>
      fault({
        what,
        where: { file },
        expected: "the file as it was sealed",
        hint: "run again: the artifact is set aside and made anew",
      }),
    ),
  })

/** What can be asked of a store; nothing here changes it. */
export const makeReading = Effect.fnUntraced(function* (layout: Layout) {
  const fs = yield* FileSystem.FileSystem
  // This alone: the scope of who asks is not that of the store.
  const context = Context.make(FileSystem.FileSystem, fs)
  const { artifacts, attempts, accepted: acceptances } = layout
  const within =
    (doing: string, file: string) =>
    <A>(
      effect: Effect.Effect<A, PlatformError.PlatformError, FileSystem.FileSystem>,
    ): Effect.Effect<A, StoreError> =>
      effect.pipe(inStoreWords(doing, file), Effect.provideContext(context))

  const accepted = new Map(
    (yield* readAcceptances(acceptances).pipe(within("read what was accepted", acceptances))).map(
      (each) => [each.key, each],
    ),
  )
  const recordPath = (address: Address) => join(layout.artifact(address), recordName)
  const isMade = (address: Address) =>
    fs.exists(recordPath(address)).pipe(within("look for an artifact", recordPath(address)))

  /** Where the artifact of a stage lies: its own, or that which was accepted in its place. */
  const placeOf = (address: Address): Effect.Effect<Address, StoreError> => {
    const { of } = accepted.get(address.key) ?? {}
    if (of === undefined) return Effect.succeed(address)
    return Effect.map(isMade(address), (made) => (made ? address : { ...address, key: of }))
  }

  const record = Effect.fn("Store.record")(function* (
    address: Address,
  ): Effect.fn.Return<Artifact, Unreadable> {
    const place = yield* placeOf(address)
    const file = recordPath(place)
    const text = yield* fs
      .readFileString(file)
      .pipe(absent(null), within("read the record of an artifact", file))
    if (text === null) return yield* new ArtifactMissing(address)
    return yield* readRecord(text, place).pipe(
      Effect.mapError((what) => corrupt(address, [{ file, what }])),
    )
  })

  /** Compares every file with its hash, however often that was done. */
  const verify = Effect.fn("Store.verify")(function* (
    address: Address,
  ): Effect.fn.Return<string, Unreadable> {
    const found = layout.artifact(yield* placeOf(address))
    const { files } = yield* record(address)
    const damage = yield* Effect.provideContext(damagedFiles(found, files), context)
    if (damage.length > 0) return yield* corrupt(address, damage)
    return found
  })
  const verified = new Map<string, Effect.Effect<string, Unreadable>>()

  const open = Effect.fn("Store.open")(function* (address: Address) {
    const known = verified.get(address.key)
    if (known !== undefined) return yield* known
    const once = yield* Effect.cached(verify(address))
    verified.set(address.key, once)
    return yield* once.pipe(Effect.onError(() => Effect.sync(() => verified.delete(address.key))))
  })

  const strays = Effect.fn("Store.strays")(function* (address: Address) {
    const { files } = yield* record(address)
    const folder = layout.artifact(yield* placeOf(address))
    return yield* strayFiles(folder, files).pipe(within("list the files of an artifact", folder))
  })

  const addresses = foldersIn(artifacts).pipe(
    Effect.flatMap((kinds) =>
      Effect.forEach(kinds, (kind) =>
        Effect.map(foldersIn(join(artifacts, kind)), (names) =>
          // Another name is none of ours.
          names.flatMap((key): Address[] => (/^[0-9a-f]+$/.test(key) ? [{ kind, key }] : [])),
        ),
      ),
    ),
    Effect.map((found) => found.flat()),
    within("list the artifacts", artifacts),
  )

  const readAttempts = indexedAttempts(attempts).pipe(
    within("read the ledger", attempts),
    Effect.map((texts) =>
      inOrder(texts.flatMap((text) => Option.toArray(Schema.decodeOption(AttemptJson)(text)))),
    ),
  )
  return {
    context,
    within,
    accepted,
    isMade,
    placeOf,
    record,
    verify,
    verified,
    open,
    strays,
    has: (address: Address) => Effect.flatMap(placeOf(address), isMade),
    addresses,
    attempts: readAttempts,
  }
})

export type Reading = Effect.Success<ReturnType<typeof makeReading>>
