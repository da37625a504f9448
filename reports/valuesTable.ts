import { element, markupText } from "./markup.ts"
import { recordsTable } from "./recordsTable.ts"

/** An arm of tables and figures. */
interface WritingArm {
  readonly name: string
  /** Its name; with a table or figure before it where others have another arm of the name. */
  readonly label: string
  readonly targets: readonly string[]
}

/** A value that an experiment file gives its arms. */
export interface WrittenValue {
  readonly field: string
  readonly value: string
  /** Where it is written, such as `experiments/quickstart.ts:44:11`. */
  readonly place: string
  /** Arms that have it from there; null where all have. */
  readonly arms: readonly WritingArm[] | null
}

const line = ({ field, value, place, arms }: WrittenValue): string =>
  element(
    "tr",
    {},
    element("th", { scope: "row" }, markupText(field)),
    element("td", {}, element("code", {}, markupText(value))),
    element("td", {}, markupText(place)),
    element(
      "td",
      { class: "long" },
      markupText(arms === null ? "all" : arms.map(({ label }) => label).join("; ")),
    ),
  )

/** What the file says of its arms, and where: all else has the default that the fields' pages name. */
export const valuesTable = (values: readonly WrittenValue[]): string =>
  recordsTable("Values", ["Field", "Value", "Written at", "Arms"], values.map(line))
