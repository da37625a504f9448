import { randomUUID } from "node:crypto"
import { readdir, rename, rm, truncate, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { codeOf } from "../../files/cause.ts"
import { makeFolder } from "../../files/makeFolder.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { working, writing } from "../faults/fileWork.ts"
import { writeMetaImage } from "../formats/metaimage/write.ts"
import { writeNifti } from "../formats/nifti/write.ts"
import type { PhantomFile, PhantomLayout, PhantomSet } from "./layout.ts"

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
  yield* writing(path, () => makeFolder(dirname(path)))
  if ("text" in file) return yield* writing(path, () => writeFile(path, file.text))
  if ("bytes" in file)
    return yield* writing(path, async () => {
      await writeFile(path, file.bytes)
      await truncate(path, file.length)
    })
  if (path.endsWith(".mha")) return yield* writeMetaImage(path, file.image)
  return yield* writeNifti(path, file.image)
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
  const held = yield* working(folder, () => heldBy(target))
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
  yield* writing(folder, () => makeFolder(drafted))
  const all = Effect.forEach(layout.files(set), (file) => writeOne(drafted, file), {
    discard: true,
  })
  yield* all.pipe(
    Effect.andThen(writing(folder, () => moveOut(drafted))),
    Effect.onExit(() =>
      Effect.ignore(Effect.tryPromise(() => rm(drafted, { recursive: true, force: true }))),
    ),
  )
})
