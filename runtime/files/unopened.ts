import { fault, type Fault } from "../../dsl/fault.ts"
import { readlink } from "node:fs/promises"
import { causeInWords, codeOf } from "./cause.ts"
import { pathHint } from "./environment.ts"

const ANNEX = /(^|\/)\.git\/annex\/objects\//

/**
 * Why a file could not be opened, and what to do about it where that is known: of a link whose target is
 * not there what it is, of any other file what the system said.
 */
export const unopened = async (path: string, cause: unknown): Promise<Fault> => {
  const what = causeInWords(cause)
  const code = codeOf(cause)
  if (code === "EISDIR") return fault({ what, hint: "Put the file that lies in it in its place." })
  if (code !== "ENOENT") return fault({ what })
  const target = await readlink(path).catch(() => undefined)
  if (target === undefined) return fault({ what, hint: pathHint(path) })
  return ANNEX.test(target)
    ? fault({
        what: "a git-annex link whose content is not there",
        hint: "Fetch what it stands for: datalad get FILE, or git annex get FILE.",
      })
    : fault({
        what: `a link to ${target}, which is not there`,
        hint: "Copy the files that links lead to as well (cp -L, rsync -L).",
      })
}
