import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Effect, FileSystem } from "effect"
import type { Address } from "./artifact.ts"
import { draftNamed, type DraftOf, type Layout } from "./layout.ts"
import { namesIn } from "./names.ts"
import type { OnDisk } from "./onDisk.ts"
import { absent } from "./onDisk.ts"

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
): OnDisk<void> {
  const fs = yield* FileSystem.FileSystem
  const doomed = join(layout.temporary, `${doomedPrefix}${randomUUID()}`)
  const moved = yield* fs.rename(entry, doomed).pipe(Effect.as(true), absent(false))
  if (moved) yield* Effect.ignore(fs.remove(doomed, { recursive: true, force: true }))
})

/** Takes the drafts of a stage from those who held its lease before: they can seal them no more. */
export const revokeDrafts = Effect.fnUntraced(function* (
  layout: Layout,
  { key }: Address,
  ours: DraftOf,
): OnDisk<void> {
  for (const name of yield* namesIn(layout.temporary)) {
    const draft = draftNamed(name)
    if (draft?.key !== key || draft.number > ours.number || draft.token === ours.token) continue
    yield* removeAtOnce(layout, join(layout.temporary, name))
  }
})
