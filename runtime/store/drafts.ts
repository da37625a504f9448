import { randomUUID } from "node:crypto"
import { Effect, FileSystem, Path, type PlatformError } from "effect"
import type { Address } from "./artifact.ts"
import { draftNamed, type DraftOf, type Layout } from "./layout.ts"
import { namesIn } from "./names.ts"

type Files = FileSystem.FileSystem | Path.Path

/** What is being removed bears this name: it belongs to nobody any more. */
const doomedPrefix = "gone."

export const isDoomed = (name: string): boolean => name.startsWith(doomedPrefix)

/**
 * Removes a folder at once for all who look: it is moved first, so that nobody finds half of it, and
 * whoever works in it cannot seal it.
 */
export const removeAtOnce = Effect.fnUntraced(function* (
  layout: Layout,
  entry: string,
): Effect.fn.Return<void, PlatformError.PlatformError, Files> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const doomed = path.join(layout.temporary, `${doomedPrefix}${randomUUID()}`)
  const moved = yield* fs.rename(entry, doomed).pipe(
    Effect.as(true),
    Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed(false)),
  )
  if (moved) yield* Effect.ignore(fs.remove(doomed, { recursive: true, force: true }))
})

/** Takes the drafts of a stage from those who held its lease before: they can seal them no more. */
export const revokeDrafts = Effect.fnUntraced(function* (
  layout: Layout,
  { key }: Address,
  ours: DraftOf,
): Effect.fn.Return<void, PlatformError.PlatformError, Files> {
  const path = yield* Path.Path
  for (const name of yield* namesIn(layout.temporary)) {
    const draft = draftNamed(name)
    if (draft?.key !== key || draft.number > ours.number || draft.token === ours.token) continue
    yield* removeAtOnce(layout, path.join(layout.temporary, name))
  }
})
