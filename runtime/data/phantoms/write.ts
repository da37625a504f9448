import { randomUUID } from "node:crypto"
import { readdir, rename, rm, truncate, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { causeInWords, codeOf } from "../../files/cause.ts"
import { makeFolder } from "../../files/makeFolder.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { writeMetaImage } from "../formats/metaimage/write.ts"
import { writeNifti } from "../formats/nifti/write.ts"
import type { PhantomFile, PhantomLayout, PhantomSet } from "./layout.ts"

const unwritable = (file: string) => (cause: unknown) =>
  datasetError(
    fault({
      what: causeInWords(cause),
      where: { file },
      expected: "a folder that may be written",
    }),
  )

/** What lies in a folder; nothing where there is none. */
const heldBy = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return []
    throw cause
  }
}

const writeOne = Effect.fnUntraced(function* (folder: string, file: PhantomFile) {
  const path = join(folder, file.path)
  yield* Effect.tryPromise({
    try: () => makeFolder(dirname(path)),
    catch: unwritable(path),
  })
  if ("text" in file)
    return yield* Effect.tryPromise({
      try: () => writeFile(path, file.text),
      catch: unwritable(path),
    })
  if ("bytes" in file)
    return yield* Effect.tryPromise({
      try: async () => {
        await writeFile(path, file.bytes)
        await truncate(path, file.length)
      },
      catch: unwritable(path),
    })
  if (path.endsWith(".mha")) return yield* writeMetaImage(path, file.image)
  return yield* writeNifti(path, file.image).pipe(
    Effect.mapError(({ faults }) => datasetError(...faults)),
  )
})

/** Moves what a folder holds into the one around it, which stays the folder that it is: it may be a mount point. */
const moveOut = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder))
    await rename(join(folder, name), join(dirname(folder), name))
}

/**
 * Writes phantoms as the files of a data set, all of them or none: they are drafted inside of
 * `folder`. Fails where the folder holds something, or on the disk's refusal.
 */
export const writePhantoms = Effect.fn("writePhantoms")(function* (
  folder: string,
  layout: PhantomLayout,
  set: PhantomSet,
): Effect.fn.Return<void, DatasetError> {
  const target = resolve(folder)
  const held = yield* Effect.tryPromise({ try: () => heldBy(target), catch: unwritable(folder) })
  if (held.length > 0)
    return yield* datasetError(
      fault({
        what: `the folder holds ${held.slice(0, 3).join(", ")}${held.length > 3 ? ` and ${held.length - 3} more` : ""}`,
        where: { file: folder },
        expected: "a folder that is empty or is not there",
        hint: "give another folder: nothing is written over",
      }),
    )
  const drafted = join(target, `.${randomUUID()}.tmp`)
  yield* Effect.tryPromise({
    try: () => makeFolder(drafted),
    catch: unwritable(folder),
  })
  const all = Effect.forEach(layout.files(set), (file) => writeOne(drafted, file), {
    discard: true,
  })
  yield* all.pipe(
    Effect.andThen(Effect.tryPromise({ try: () => moveOut(drafted), catch: unwritable(folder) })),
    Effect.onExit(() =>
      Effect.ignore(Effect.tryPromise(() => rm(drafted, { recursive: true, force: true }))),
    ),
  )
})
