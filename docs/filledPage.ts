import { fault, type Fault } from "../dsl/fault.ts"

/** What a marker asks for, as Markdown, or why there is no such thing. */
export type Filled = { readonly text: string } | { readonly what: string; readonly hint: string }

/** Writes what stands between `<!-- NAME: WORDS -->` and `<!-- end NAME -->`. */
type Filler = (words: string) => readonly Filled[]

/** Fillers by the name of their marker. */
export type Fillers = Readonly<Record<string, Filler>>

interface Page {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** A page of documentation with what stands between its markers written anew. */
export const filledPage = (file: string, text: string, fillers: Fillers): Page => {
  const faults: Fault[] = []
  const made: string[] = []
  const lines = text.split("\n")
  const marker = new RegExp(`^<!-- (${Object.keys(fillers).join("|")})\\b(?:: (.+) -->$)?`)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ""
    made.push(line)
    const [, name = "", words] = marker.exec(line) ?? []
    const filler = fillers[name]
    if (filler === undefined) continue
    const reject = (what: string, hint: string) =>
      faults.push(fault({ what, where: { file, line: index + 1 }, hint }))
    if (words === undefined) {
      reject(`"${line}" is no marker`, `write <!-- ${name}: WORDS -->`)
      continue
    }
    const closing = `<!-- end ${name} -->`
    const end = lines.indexOf(closing, index)
    if (end < 0) {
      reject(`${name} has no end`, `add a line ${closing}`)
      continue
    }
    for (const filled of filler(words))
      if ("text" in filled) made.push("", filled.text, "")
      else reject(filled.what, filled.hint)
    made.push(closing)
    index = end
  }
  return { text: made.join("\n"), faults }
}
