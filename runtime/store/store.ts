import { createHash } from "node:crypto"
import {
  Context,
  Effect,
  FileSystem,
  Layer,
  Option,
  Path,
  Schema,
  type PlatformError,
  type Scope,
} from "effect"
import { ArtifactJson, recordName, type Address, type Artifact } from "./artifact.ts"
import { readAcceptances, removeAcceptance, writeAcceptance, type Acceptance } from "./accepted.ts"
import { AttemptJson, type Attempt } from "./attempt.ts"
import { writeDurably } from "./durable.ts"
import { indexedAttempts } from "./attemptIndex.ts"
import { damagedFiles } from "./fileRecords.ts"
import { layoutOf } from "./layout.ts"
import { takeLease } from "./lease.ts"
import { sealDraft, type Draft, type Provenance } from "./seal.ts"
import { ArtifactCorrupt, ArtifactMissing, inStoreWords, StoreError } from "./storeError.ts"
import { sweep } from "./sweep.ts"

type Unreadable = ArtifactMissing | ArtifactCorrupt | StoreError

/**
 * Results of stages by key, on a file system that several runners may share. What is in it is whole:
 * an artifact appears at once, with the hashes of its files.
 */
export class Store extends Context.Service<
  Store,
  {
    readonly root: string
    /** Whether a stage's artifact is there; its files are not looked at. */
    readonly has: (address: Address) => Effect.Effect<boolean, StoreError>
    /** The record of an artifact; its files are not looked at. */
    readonly record: (address: Address) => Effect.Effect<Artifact, Unreadable>
    /** The folder of an artifact to read: once per run its files are compared with their hashes. */
    readonly open: (address: Address) => Effect.Effect<string, Unreadable>
    /** Moves a corrupt artifact out of the way, so that it is made again; gives where it lies now. */
    readonly setAside: (address: Address) => Effect.Effect<string, StoreError>
    /** An empty folder to make an artifact in. */
    readonly begin: (address: Address) => Effect.Effect<Draft, StoreError>
    /** Turns a draft into an artifact, for good; gives its folder. */
    readonly seal: (draft: Draft, provenance: Provenance) => Effect.Effect<string, StoreError>
    readonly discard: (draft: Draft) => Effect.Effect<void>
    /** A folder that outlives a crash of the stage's worker; removed when its artifact is sealed. */
    readonly checkpoint: (address: Address) => Effect.Effect<string, StoreError>
    /** Keeps a patch of uncommitted changes, once; gives its path below the store. */
    readonly keepDiff: (patch: string) => Effect.Effect<string, StoreError>
    /** Path of a new log, numbered after those of earlier attempts. */
    readonly newLog: (address: Address) => Effect.Effect<string, StoreError>
    /** Writes an attempt into the ledger, over an earlier state of the same attempt. */
    readonly note: (attempt: Attempt) => Effect.Effect<void, StoreError>
    /** The ledger, oldest attempts first. */
    readonly attempts: Effect.Effect<readonly Attempt[], StoreError>
    /** Takes a stage as done, with an artifact that an earlier code made. */
    readonly accept: (acceptance: Acceptance) => Effect.Effect<void, StoreError>
    /** What was accepted so far, by the key of the stage that is taken as done. */
    readonly accepted: ReadonlyMap<string, Acceptance>
    /** Every artifact there is. */
    readonly addresses: Effect.Effect<readonly Address[], StoreError>
    /** Removes an artifact and what was left of its making. */
    readonly remove: (address: Address) => Effect.Effect<void, StoreError>
    /** Takes the right to make an artifact until the scope closes; false if another runner has it. */
    readonly lease: (address: Address) => Effect.Effect<boolean, StoreError, Scope.Scope>
  }
>()("ablate/store/Store") {
  /** A store below a folder, which is made if need be. What dead runners left unfinished is removed. */
  static readonly layer = (
    root: string,
  ): Layer.Layer<Store, StoreError, FileSystem.FileSystem | Path.Path> =>
    Layer.effect(Store, makeStore(root))

  /** A store that is there already: what only looks must not make one in the wrong folder. */
  static readonly existing = (
    root: string,
  ): Layer.Layer<Store, StoreError, FileSystem.FileSystem | Path.Path> =>
    Layer.effect(Store, Effect.andThen(requireStore(root), makeStore(root)))
}

const requireStore = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const found = yield* fs
    .exists(path.join(folder, "artifacts"))
    .pipe(inStoreWords("look for the store", folder))
  if (!found)
    return yield* new StoreError({
      reason: "other",
      faults: [
        {
          what: "there is no store here",
          where: { file: path.resolve(folder) },
          expected: "a folder that ablate run has made",
          hint: "go to the folder where the run was started, or name its store: --store FOLDER",
        },
      ],
    })
})

const corrupt = ({ kind, key }: Address, damage: readonly { file: string; what: string }[]) =>
  new ArtifactCorrupt({
    kind,
    key,
    file: damage[0]?.file ?? "",
    faults: damage.map(({ file, what }) => ({
      what,
      where: { file },
      expected: "the file as it was sealed",
      hint: "run again: the artifact is set aside and made anew",
    })),
  })

const makeStore = Effect.fn("Store.make")(function* (
  folder: string,
): Effect.fn.Return<Store["Service"], StoreError, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const context = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
  const root = path.resolve(folder)
  const layout = layoutOf(path, root)
  const {
    artifacts,
    corrupt: aside,
    temporary,
    checkpoints,
    attempts,
    diffs,
    logs,
    leases,
    accepted: acceptances,
  } = layout
  yield* Effect.forEach(
    [artifacts, aside, temporary, checkpoints, attempts, diffs, logs, leases, acceptances],
    (each) => fs.makeDirectory(each, { recursive: true }),
  ).pipe(
    Effect.andThen(fs.access(root, { writable: true })),
    Effect.andThen(sweep(layout)),
    inStoreWords("open the store", root),
  )
  const within =
    (doing: string, file: string) =>
    <A>(
      effect: Effect.Effect<A, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path>,
    ): Effect.Effect<A, StoreError> =>
      effect.pipe(inStoreWords(doing, file), Effect.provideContext(context))

  const accepted = new Map(
    (yield* readAcceptances(acceptances).pipe(within("read what was accepted", acceptances))).map(
      (each) => [each.key, each],
    ),
  )
  const recordPath = (address: Address) => path.join(layout.artifact(address), recordName)
  const isMade = (address: Address) =>
    fs.exists(recordPath(address)).pipe(within("look for an artifact", recordPath(address)))

  /** Where the artifact of a stage lies: its own, or that which was accepted in its place. */
  const placeOf = (address: Address): Effect.Effect<Address, StoreError> => {
    const { of } = accepted.get(address.key) ?? {}
    if (of === undefined) return Effect.succeed(address)
    return Effect.map(isMade(address), (made) => (made ? address : { ...address, key: of }))
  }

  const has = (address: Address) => Effect.flatMap(placeOf(address), isMade)

  const record = Effect.fn("Store.record")(function* (address: Address) {
    const file = recordPath(yield* placeOf(address))
    const text = yield* fs.readFileString(file).pipe(
      Effect.asSome,
      Effect.catchReason("PlatformError", "NotFound", () => Effect.succeedNone),
      within("read the record of an artifact", file),
    )
    if (Option.isNone(text)) return yield* new ArtifactMissing(address)
    return yield* Schema.decodeEffect(ArtifactJson)(text.value).pipe(
      Effect.mapError((error) =>
        corrupt(address, [{ file, what: `${recordName} is damaged: ${error.message}` }]),
      ),
    )
  })

  const verify = Effect.fn("Store.verify")(function* (address: Address) {
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

  const setAside = Effect.fn("Store.setAside")(function* (asked: Address) {
    verified.delete(asked.key)
    const address = yield* placeOf(asked)
    const name = `${address.kind}-${address.key}`
    const names = yield* fs.readDirectory(aside).pipe(within("list what was set aside", aside))
    const earlier = names.filter((each) => each.startsWith(name)).length
    const target = path.join(aside, `${name}-${earlier + 1}`)
    yield* fs
      .rename(layout.artifact(address), target)
      .pipe(within("set a corrupt artifact aside", layout.artifact(address)))
    return target
  })

  const begin = Effect.fn("Store.begin")(function* (address: Address) {
    const draft = layout.draft(address)
    const made = path.join(draft, "artifact")
    yield* fs
      .remove(draft, { recursive: true, force: true })
      .pipe(
        Effect.andThen(fs.makeDirectory(made, { recursive: true })),
        within("make a folder for an artifact", draft),
      )
    return { address, root: draft, folder: made, spec: path.join(draft, "spec.json") }
  })

  /** A stage that has an artifact of its own needs no other one. */
  const forget = (key: string) =>
    accepted.delete(key)
      ? removeAcceptance(acceptances, key).pipe(within("remove what was accepted", acceptances))
      : Effect.void

  const seal = (draft: Draft, provenance: Provenance) =>
    sealDraft(layout, draft, provenance).pipe(
      within("seal an artifact", layout.artifact(draft.address)),
      Effect.tap((sealed) =>
        Effect.sync(() => verified.set(draft.address.key, Effect.succeed(sealed))),
      ),
      Effect.tap(() => forget(draft.address.key)),
    )

  const discard = (draft: Draft) =>
    Effect.ignore(fs.remove(draft.root, { recursive: true, force: true }))

  const checkpoint = Effect.fn("Store.checkpoint")(function* (address: Address) {
    const kept = layout.checkpoint(address)
    yield* fs
      .makeDirectory(kept, { recursive: true })
      .pipe(within("make a folder for checkpoints", kept))
    return kept
  })

  const keepDiff = Effect.fn("Store.keepDiff")(function* (patch: string) {
    const name = `${createHash("sha256").update(patch).digest("hex")}.patch`
    const file = path.join(diffs, name)
    yield* fs.exists(file).pipe(
      Effect.flatMap((kept) => (kept ? Effect.void : writeDurably(file, patch, temporary))),
      within("keep the uncommitted changes", file),
    )
    return path.join("diffs", name)
  })

  const addresses = fs.readDirectory(artifacts).pipe(
    Effect.flatMap((kinds) =>
      Effect.forEach(kinds.toSorted(), (kind) =>
        Effect.map(fs.readDirectory(path.join(artifacts, kind)), (keys) =>
          keys.toSorted().map((key): Address => ({ kind, key })),
        ),
      ),
    ),
    Effect.map((found) => found.flat()),
    within("list the artifacts", artifacts),
  )

  const accept = Effect.fn("Store.accept")(function* (acceptance: Acceptance) {
    yield* writeAcceptance(acceptances, temporary, acceptance).pipe(
      within("write what was accepted", acceptances),
    )
    accepted.set(acceptance.key, acceptance)
    yield* Effect.ignore(fs.remove(layout.checkpoint(acceptance), { recursive: true, force: true }))
  })

  const remove = Effect.fn("Store.remove")(function* (address: Address) {
    verified.delete(address.key)
    for (const { key, of } of accepted.values()) if (of === address.key) yield* forget(key)
    // Moved first: what is half removed must not be taken for an artifact.
    const doomed = layout.draft(address)
    const gone = fs.rename(layout.artifact(address), doomed).pipe(
      Effect.catchReason("PlatformError", "NotFound", () => Effect.void),
      Effect.andThen(fs.remove(doomed, { recursive: true, force: true })),
      Effect.andThen(fs.remove(layout.checkpoint(address), { recursive: true, force: true })),
    )
    yield* gone.pipe(within("remove an artifact", layout.artifact(address)))
  })

  const newLog = Effect.fn("Store.newLog")(function* ({ key }: Address) {
    const names = yield* fs.readDirectory(logs).pipe(within("list the logs", logs))
    const earlier = names.filter((name) => name.startsWith(`${key}-`)).length
    return path.join(logs, `${key}-${earlier + 1}.log`)
  })

  const note = Effect.fn("Store.note")(function* (attempt: Attempt) {
    const name = `${attempt.started.replaceAll(/[-:]/g, "")}-${attempt.key}.json`
    const file = path.join(attempts, name)
    const text = yield* Effect.orDie(Schema.encodeEffect(AttemptJson)(attempt))
    yield* writeDurably(file, text, temporary).pipe(within("write into the ledger", file))
  })

  const readAttempts = indexedAttempts(attempts).pipe(
    within("read the ledger", attempts),
    Effect.map((texts) =>
      texts.flatMap((text) => Option.toArray(Schema.decodeOption(AttemptJson)(text))),
    ),
  )

  return {
    root,
    has,
    record,
    open,
    setAside,
    begin,
    seal,
    discard,
    checkpoint,
    keepDiff,
    newLog,
    note,
    attempts: readAttempts,
    addresses,
    accept,
    accepted,
    remove,
    lease: (address) =>
      takeLease(layout.lease(address)).pipe(Effect.provideService(FileSystem.FileSystem, fs)),
  }
})
