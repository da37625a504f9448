import { Effect, FileSystem, type Scope } from "effect"
import { causeInWords, codeOf } from "../files/cause.ts"
import { makeFolder } from "../files/makeFolder.ts"
import { readFormat, writeFormat, type Access } from "./format.ts"
import type { Layout } from "./layout.ts"
import { inStoreWords, refusedBy, type StoreError } from "./storeError.ts"
import { sweep } from "./sweep.ts"

/** Of a new store's folder: its owner's alone, or its group's too, with new files in that group. */
const modes: Readonly<Record<Access, number>> = { owner: 0o700, group: 0o2770 }

/** What a process of a group's store takes away from new files: nothing of the group's. */
const groupMask = 0o007

/**
 * Makes the folders of a store that are not there, and removes what dead runners left in it: at once,
 * and again at the end, since their workers may have written a last checkpoint in between.
 */
export const openForWork = Effect.fnUntraced(function* (
  layout: Layout,
  access: Access | undefined,
): Effect.fn.Return<void, StoreError, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const { root, artifacts, corrupt, temporary, checkpoints } = layout
  const { attempts, diffs, logs, accepted, leases, runs } = layout
  const folders = [artifacts, corrupt, temporary, checkpoints]
  folders.push(attempts, diffs, logs, accepted, leases, runs)
  const open = Effect.gen(function* () {
    const found = yield* readFormat(layout)
    if (!(yield* fs.exists(root))) {
      yield* Effect.tryPromise({
        try: () => makeFolder(root),
        // Node's own way to make a folder with those around it says of a read-only disk that nothing is there.
        catch: (cause) =>
          refusedBy("make the store", root, codeOf(cause) ?? "", causeInWords(cause)),
      })
      // Not by the folder's creation: a mask may take away what the group is given.
      yield* fs.chmod(root, modes[access ?? "owner"])
    }
    const granted = access ?? found.access
    if (granted === "group") yield* Effect.sync(() => process.umask(groupMask))
    yield* Effect.forEach(folders, (each) => fs.makeDirectory(each, { recursive: true }))
    yield* fs.access(root, { writable: true })
    yield* writeFormat(layout, found, access)
    yield* Effect.scoped(sweep(layout))
  })
  yield* open.pipe(inStoreWords("open the store", root))
  const context = yield* Effect.context<FileSystem.FileSystem>()
  yield* Effect.addFinalizer(() =>
    sweep(layout).pipe(Effect.scoped, Effect.ignore, Effect.provideContext(context)),
  )
})
