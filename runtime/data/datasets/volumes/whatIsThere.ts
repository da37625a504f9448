import { join, relative } from "node:path"
import { Effect } from "effect"
import type { DatasetError } from "../../faults/datasetError.ts"
import { namesIn } from "./findFiles.ts"
import { isOpen, subjectIn } from "./pattern.ts"

const SHOWN = 6

const plain = (name: string): string => name.toLowerCase().replace(/\.gz$/, "")

/** How a name of a folder differs from the one that was looked for, where that is in little. */
const nearly = (names: readonly string[], segment: string): string => {
  const inCapitals = names.find(
    (name) => name !== segment && name.toLowerCase() === segment.toLowerCase(),
  )
  if (inCapitals !== undefined) return ` ${inCapitals} differs in its capitals, which count.`
  const zipped = names.find((name) => plain(name) === plain(segment))
  return zipped === undefined ? "" : ` ${zipped} differs in its ending.`
}

/** What stands in a pattern and means nothing there, as it does in those of shells and Windows. */
const otherSigns = (pattern: string): string =>
  /[?\\{}]|\*\*|^\s|\s$/.test(pattern.replaceAll("{id}", ""))
    ? ` In the pattern ${JSON.stringify(pattern)} {id} and * alone stand for other texts, each within one name; folders are parted by /.`
    : ""

/**
 * What lies where a file was looked for by a pattern, as far as the pattern leads: the names of the
 * last folder that is there.
 */
export const whatIsThere = Effect.fnUntraced(function* (
  root: string,
  pattern: string,
): Effect.fn.Return<string, DatasetError> {
  const segments = pattern.split("/")
  let folder = root
  let names = yield* namesIn(root)
  for (const [index, segment] of segments.entries()) {
    const next = names.find((name) =>
      isOpen(segment) ? subjectIn(name, segment, null) !== undefined : name === segment,
    )
    if (next === undefined || index === segments.length - 1) break
    const inside = yield* namesIn(join(folder, next))
    folder = join(folder, next)
    names = inside
  }
  const at = relative(root, folder)
  const place = at === "" ? "The root" : at
  if (names.length === 0)
    return at === "" ? "The root is empty or not there." : `${place} is empty or no folder.`
  const depth = at === "" ? 0 : at.split("/").length
  const shown = `${place} holds ${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? ", ..." : ""}.`
  return `${shown}${nearly(names, segments[depth] ?? "")}${otherSigns(pattern)}`
})
