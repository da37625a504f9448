import { suggestion } from "../dsl/closest.ts"
import type { AnyDefinition } from "../dsl/component.ts"
import { fault, type Fault } from "../dsl/fault.ts"
import { fieldTable } from "./fieldTable.ts"

/** `<!-- fields: FAMILY KIND -->`, or `... KIND except FIELD FIELD -->`. */
const opening = /^<!-- fields: (\S+) (\S+)(?: except (.+?))? -->$/
const closing = "<!-- end fields -->"

interface Page {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** A page of documentation with the tables between its markers written anew. */
export const filledPage = (
  file: string,
  text: string,
  definitions: readonly AnyDefinition[],
): Page => {
  const faults: Fault[] = []
  const made: string[] = []
  const lines = text.split("\n")
  const reject = (index: number, what: string, hint: string) =>
    faults.push(fault({ what, where: { file, line: index + 1 }, hint }))
  const tableFor = (index: number, family: string, kind: string, except: readonly string[]) => {
    const definition = definitions.find((each) => each.family === family && each.kind === kind)
    if (definition === undefined) {
      const known = definitions.map((each) => `${each.family} ${each.kind}`)
      reject(index, `there is no ${family} ${kind}`, suggestion(`${family} ${kind}`, known))
      return []
    }
    const names = Object.keys(definition.fields)
    for (const name of except.filter((each) => !names.includes(each)))
      reject(index, `${kind} has no field "${name}"`, suggestion(name, names))
    return ["", fieldTable(definition, except), ""]
  }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ""
    made.push(line)
    const [found, family = "", kind = "", except] = opening.exec(line) ?? []
    if (found === undefined) {
      if (line.includes("<!-- fields")) reject(index, `"${line}" is no marker`, "write FAMILY KIND")
      continue
    }
    const end = lines.indexOf(closing, index)
    if (end < 0) {
      reject(index, "the table has no end", `add a line ${closing}`)
      continue
    }
    made.push(...tableFor(index, family, kind, except?.split(" ") ?? []), closing)
    index = end
  }
  return { text: made.join("\n"), faults }
}
