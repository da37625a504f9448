import { hash } from "node:crypto"
import { join, resolve } from "node:path"
import { Context, Effect, FileSystem, Layer, Schema, type Scope } from "effect"
import { writeAcceptance, type Acceptance } from "./accepted.ts"
import type { Address, Artifact } from "./artifact.ts"
import { AttemptJson, type Attempt } from "./attempt.ts"
import { writeDurably } from "./durable.ts"
import { readFormat, type Access } from "./format.ts"
import { layoutOf, type Layout } from "./layout.ts"
import { isStageOver, type Lease } from "./lease/lease.ts"
import type { LeaseTimes } from "./lease/watch.ts"
import { makeMaking } from "./making.ts"
import { namesIn } from "./names.ts"
import { openForWork } from "./openForWork.ts"
import { makeReading, type Unreadable } from "./reading.ts"
import { announceRun, keysInUse } from "./runsAtWork.ts"
import type { Draft, Provenance } from "./seal.ts"
import { inStoreWords, StoreError, type DraftLost } from "./storeError.ts"
import { fault } from "../../dsl/fault.ts"

/** How a store is opened for work. */
export interface StoreOptions {
  /** Of a store that is made: for its owner alone (the default), or for its folder's group too. */
  readonly access?: Access | undefined
  readonly times?: LeaseTimes | undefined
}

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
    /** Files beside those of an artifact that were not sealed with it. */
    readonly strays: (address: Address) => Effect.Effect<readonly string[], Unreadable>
    /**
     * Moves an artifact that is corrupt out of the way, so that it is made again; gives where it lies
     * now, null if another runner did so.
     */
    readonly setAside: (address: Address) => Effect.Effect<string | null, StoreError>
    /** An empty folder to make an artifact in. */
    readonly begin: (address: Address) => Effect.Effect<Draft, StoreError | DraftLost>
    /** Turns a draft into an artifact, for good; gives its folder. */
    readonly seal: (
      draft: Draft,
      provenance: Provenance,
    ) => Effect.Effect<string, StoreError | DraftLost>
    readonly discard: (draft: Draft) => Effect.Effect<void>
    /** Where the folder of a stage's checkpoint lies. */
    readonly checkpointOf: (address: Address) => string
    /**
     * That folder, made, by the holder of the stage's lease alone: it outlives a crash of the stage's
     * worker, and is removed when its artifact is sealed.
     */
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
    /** Removes an artifact and what was left of its making; false if a run counts on it. */
    readonly remove: (address: Address) => Effect.Effect<boolean, StoreError>
    /** Takes the right to make an artifact until the scope closes; null while another runner has it. */
    readonly lease: (address: Address) => Effect.Effect<Lease | null, StoreError, Scope.Scope>
    /** Whether nobody is at a stage any more, as far as can be told from here. */
    readonly isOver: (address: Address) => Effect.Effect<boolean>
    /** Says until the scope closes that a run counts on artifacts, by key. */
    readonly announce: (keys: readonly string[]) => Effect.Effect<void, StoreError, Scope.Scope>
    /** Keys of the artifacts that runs at work count on. */
    readonly inUse: Effect.Effect<ReadonlySet<string>, StoreError>
  }
>()("ablate/store/Store") {
  /** A store below a folder, which is made if need be. What dead runners left unfinished is removed. */
  static readonly layer = (
    root: string,
    options: StoreOptions = {},
  ): Layer.Layer<Store, StoreError, FileSystem.FileSystem> =>
    Layer.effect(
      Store,
      Effect.gen(function* () {
        const layout = layoutOf(resolve(root))
        yield* openForWork(layout, options.access)
        return yield* makeStore(layout, options.times)
      }),
    )

  /** A store to look at, which may not be there, or not be written: opening it changes nothing. */
  static readonly looking = (root: string): Layer.Layer<Store, StoreError, FileSystem.FileSystem> =>
    Layer.effect(
      Store,
      Effect.gen(function* () {
        const layout = layoutOf(resolve(root))
        yield* readFormat(layout).pipe(inStoreWords("open the store", layout.root))
        return yield* makeStore(layout)
      }),
    )

  /** A store to look at that must be there already. */
  static readonly existing = (
    root: string,
  ): Layer.Layer<Store, StoreError, FileSystem.FileSystem> =>
    Store.looking(root).pipe(Layer.provideMerge(Layer.effectDiscard(requireStore(root))))
}

const requireStore = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const found = yield* fs
    .exists(join(folder, "artifacts"))
    .pipe(inStoreWords("look for the store", folder))
  if (!found)
    return yield* new StoreError({
      reason: "other",
      faults: [
        fault({
          what: "there is no store here",
          where: { file: resolve(folder) },
          expected: "a folder that ablate run has made",
          hint: "go to the project of the experiment, or name its store: --store FOLDER",
        }),
      ],
    })
})

const makeStore = Effect.fn("Store.make")(function* (layout: Layout, times?: LeaseTimes) {
  const fs = yield* FileSystem.FileSystem
  const reading = yield* makeReading(layout)
  const { within, accepted, context } = reading
  const { root, temporary, attempts, diffs, logs, accepted: acceptances } = layout
  const makeFolder = (folder: string) => fs.makeDirectory(folder, { recursive: true })

  const accept = Effect.fn("Store.accept")(function* (acceptance: Acceptance) {
    yield* writeAcceptance(acceptances, temporary, acceptance).pipe(
      within("write what was accepted", acceptances),
    )
    accepted.set(acceptance.key, acceptance)
    yield* Effect.ignore(fs.remove(layout.checkpoint(acceptance), { recursive: true, force: true }))
  })

  const checkpoint = Effect.fn("Store.checkpoint")(function* (address: Address) {
    const kept = layout.checkpoint(address)
    yield* makeFolder(kept).pipe(within("make a folder for checkpoints", kept))
    return kept
  })

  const keepDiff = Effect.fn("Store.keepDiff")(function* (patch: string) {
    const name = `${hash("sha256", patch)}.patch`
    const file = join(diffs, name)
    yield* fs.exists(file).pipe(
      Effect.flatMap((kept) => (kept ? Effect.void : writeDurably(file, patch, temporary))),
      within("keep the uncommitted changes", file),
    )
    return join("diffs", name)
  })

  /** Attempts by key before this run. Somebody may have removed logs: the ledger tells of them still. */
  const earlier = yield* Effect.cached(
    Effect.gen(function* () {
      const names = yield* namesIn(logs).pipe(within("list the logs", logs))
      const noted = yield* namesIn(attempts).pipe(within("list the ledger", attempts))
      const ofLogs = Map.groupBy(names, (name) => name.slice(0, name.lastIndexOf("-")))
      const ofLedger = Map.groupBy(noted, (name) => /-([^-]+)\.json$/.exec(name)?.[1] ?? "")
      return (key: string) => Math.max(ofLogs.get(key)?.length ?? 0, ofLedger.get(key)?.length ?? 0)
    }),
  )

  const newLog = Effect.fn("Store.newLog")(function* ({ key }: Address) {
    // Listed once: many stages' logs take long. What was written since is looked for.
    for (let number = (yield* earlier)(key) + 1; ; number++) {
      const log = join(logs, `${key}-${number}.log`)
      if (!(yield* fs.exists(log).pipe(within("look for earlier logs", log)))) return log
    }
  })

  const note = Effect.fn("Store.note")(function* (attempt: Attempt) {
    const name = `${attempt.started.replaceAll(/[-:]/g, "")}-${attempt.key}.json`
    const file = join(attempts, name)
    const text = yield* Effect.orDie(Schema.encodeEffect(AttemptJson)(attempt))
    yield* writeDurably(file, text, temporary).pipe(within("write into the ledger", file))
  })

  return {
    root,
    has: reading.has,
    record: reading.record,
    open: reading.open,
    strays: reading.strays,
    attempts: reading.attempts,
    addresses: reading.addresses,
    accepted,
    ...(yield* makeMaking(layout, reading, times)),
    checkpointOf: layout.checkpoint,
    checkpoint,
    keepDiff,
    newLog,
    note,
    accept,
    isOver: (address: Address) =>
      isStageOver(layout.lease(address)).pipe(Effect.provideContext(context)),
    announce: (keys: readonly string[]) =>
      announceRun(layout, keys, 10_000).pipe(
        inStoreWords("write that a run is at work", layout.runs),
        Effect.provideContext(context),
      ),
    inUse: keysInUse(layout).pipe(within("see which runs are at work", layout.runs)),
  }
})
