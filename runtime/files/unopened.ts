import { readlink } from "node:fs/promises"
import { causeInWords, codeOf } from "./cause.ts"

/** Why a file could not be opened, and what to do about it where that is known. */
export interface Unopened {
  readonly what: string
  readonly hint?: string
}

const ANNEX = /(^|\/)\.git\/annex\/objects\//

/** Says of a link whose target is not there what it is, and of any other file what the system said. */
export const unopened = async (path: string, cause: unknown): Promise<Unopened> => {
  const what = causeInWords(cause)
  if (codeOf(cause) !== "ENOENT") return { what }
  const target = await readlink(path).catch(() => undefined)
  if (target === undefined) return { what }
  return ANNEX.test(target)
    ? {
        what: "a git-annex link whose content is not there",
        hint: "Fetch what it stands for: datalad get FILE, or git annex get FILE.",
      }
    : {
        what: `a link to ${target}, which is not there`,
        hint: "Copy the files that links lead to as well (cp -L, rsync -L).",
      }
}
