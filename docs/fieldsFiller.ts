import { suggestion } from "../dsl/closest.ts"
import type { AnyDefinition } from "../dsl/component.ts"
import { fieldTable } from "./fieldTable.ts"
import type { Filled } from "./filledPage.ts"

/** Each family's components, each with what it is and its fields. */
const everyField = (definitions: readonly AnyDefinition[]): string =>
  [...Map.groupBy(definitions, ({ family }) => family)]
    .flatMap(([family, kinds]) => [
      `## ${family}`,
      ...kinds.flatMap((definition) => [
        `### \`${definition.kind}\``,
        definition.doc,
        Object.keys(definition.fields).length === 0 ? "No fields." : fieldTable(definition, []),
      ]),
    ])
    .join("\n\n")

/** `fields: FAMILY KIND`, or `... KIND except FIELD FIELD`, or `fields: all`. */
export const fieldsFiller =
  (definitions: readonly AnyDefinition[]) =>
  (words: string): readonly Filled[] => {
    if (words === "all") return [{ text: everyField(definitions) }]
    const [, family, kind, listed] = /^(\S+) (\S+)(?: except (.+))?$/.exec(words) ?? []
    if (family === undefined)
      return [{ what: `"fields: ${words}" is no marker`, hint: "write FAMILY KIND" }]
    const definition = definitions.find((each) => each.family === family && each.kind === kind)
    if (definition === undefined) {
      const known = definitions.map((each) => `${each.family} ${each.kind}`)
      const hint = suggestion(`${family} ${kind}`, known)
      return [{ what: `there is no ${family} ${kind}`, hint }]
    }
    const except = listed?.split(" ") ?? []
    const names = Object.keys(definition.fields)
    const unknown = except.filter((each) => !names.includes(each))
    return [
      ...unknown.map((name) => ({
        what: `${kind} has no field "${name}"`,
        hint: suggestion(name, names),
      })),
      { text: fieldTable(definition, except) },
    ]
  }
