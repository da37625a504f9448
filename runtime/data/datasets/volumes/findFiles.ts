import { lstat, readdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { codeOf } from "../../../files/cause.ts"
import { unopened } from "../../../files/unopened.ts"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import { isLitter } from "../litter.ts"
import { isOpen, subjectIn } from "./pattern.ts"

/** A file and the subject that it is of. */
export interface FoundFile {
  readonly id: string
  readonly path: string
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stat) => stat.isSymbolicLink(),
    () => false,
  )

/** Names in a folder, without what systems leave there; none where it is a file or not there, but as a link. */
export const namesIn = (folder: string): Effect.Effect<readonly string[], DatasetError> =>
  Effect.tryPromise({
    try: async () => (await readdir(folder)).filter((name) => !isLitter(name)).sort(),
    catch: (cause) => ({ cause }),
  }).pipe(
    Effect.catch(({ cause }) =>
      Effect.gen(function* () {
        const code = codeOf(cause)
        const isNone =
          code === "ENOTDIR" ||
          (code === "ENOENT" && !(yield* Effect.promise(() => isLink(folder))))
        if (isNone) return []
        return yield* fileError(folder, yield* Effect.promise(() => unopened(folder, cause)))
      }),
    ),
  )

/** Below a folder, the files that fit the segments of a pattern; `id` where it was told before. */
const walk = (
  folder: string,
  [segment = "", ...others]: readonly string[],
  id: string | null,
  anyCase: boolean,
): Effect.Effect<readonly FoundFile[], DatasetError> =>
  Effect.gen(function* () {
    if (others.length > 0 && !isOpen(segment))
      return yield* walk(join(folder, segment), others, id, anyCase)
    const found: FoundFile[] = []
    for (const name of yield* namesIn(folder)) {
      const subject = subjectIn(name, segment, id, anyCase)
      if (subject === undefined) continue
      const path = join(folder, name)
      if (others.length > 0) found.push(...(yield* walk(path, others, subject, anyCase)))
      else if (subject !== null) found.push({ id: subject, path })
    }
    return found
  })

/**
 * The files below `root` that fit a pattern such as `{id}/T1.nii.gz`: all, or a subject's; where `anyCase` is
 * set also those that differ in capitals. Opens none.
 */
export const findFiles = (
  root: string,
  pattern: string,
  id?: string,
  anyCase = false,
): Effect.Effect<readonly FoundFile[], DatasetError> =>
  walk(root, pattern.split("/"), id ?? null, anyCase)
