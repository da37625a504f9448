import { faultUnless } from "./faultIf.ts"
import type { Fault } from "./fault.ts"
import type { Table } from "./table.ts"

interface Shape {
  readonly isRight: (value: unknown) => boolean
  readonly expected: string
}

const isText = (value: unknown): value is string => typeof value === "string"
const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const text: Shape = { isRight: isText, expected: "a text" }
const flag: Shape = { isRight: (value) => typeof value === "boolean", expected: "true or false" }
const list: Shape = { isRight: Array.isArray, expected: "a list" }
const record: Shape = { isRight: isRecord, expected: "a record" }
const heading: Shape = {
  isRight: (value) => isText(value) || (Array.isArray(value) && value.every(isText)),
  expected: "a text, or a list of texts from the widest heading to the narrowest",
}

/** A value of a table, the field that it stands in, and what it must be where it is given. */
type Given = readonly [field: string, value: unknown, shape: Shape]

/** The values of a record, each with its field. */
const within = (field: string, value: unknown, shape: Shape): readonly Given[] =>
  isRecord(value)
    ? Object.entries(value).map(([key, each]) => [`${field}.${key}`, each, shape])
    : []

/** What is read of a record: null stands for what is not there and has to be. */
const required = (value: object, key: string): unknown => Reflect.get(value, key) ?? null

const stubs = ({ stub }: Table): readonly Given[] =>
  (Array.isArray(stub) ? stub : []).flatMap((own: unknown, index): readonly Given[] => {
    const field = `stub.${index}`
    if (!isRecord(own)) return [[field, own, record]]
    return [
      [`${field}.heading`, required(own, "heading"), heading],
      [`${field}.field`, required(own, "field"), text],
      [`${field}.ticks`, Reflect.get(own, "ticks"), record],
    ]
  })

const published = ({ published: beside }: Table): readonly Given[] => {
  if (!isRecord(beside)) return [["published", beside, record]]
  const from = required(beside, "from")
  if (!isRecord(from)) return [["published.from", from, record]]
  return [
    ["published.from.source", required(from, "source"), text],
    ["published.from.columns", required(from, "columns"), record],
    ["published.from.rows", required(from, "rows"), record],
  ]
}

const blocks = (table: Table): readonly Given[] =>
  table.blocks.flatMap(({ name, titles, absent }): readonly Given[] => {
    const field = name === "" ? "titles" : `titles.${name}`
    const { dataset, ...named } = titles
    return [
      [`${field}.dataset`, dataset, text],
      ...within(field, named, record),
      ...Object.entries(named).flatMap(([key, own]) => within(`${field}.${key}`, own, text)),
      ...within(`absent.${name}`, absent, text),
    ]
  })

/**
 * Options of a table that are not even of the kind that they must be, which a record declared elsewhere, or `any`,
 * hides from the compiler: the other checks read them as what they are declared.
 */
export const tableShapeFaults = (table: Table): readonly Fault[] => {
  const given: readonly Given[] = [
    ["name", table.name, text],
    ["caption", table.caption, text],
    ["transpose", table.transpose, flag],
    ["landscape", table.landscape, flag],
    ["show", table.show, list],
    ["stub", table.stub, list],
    ["interval", table.interval ?? undefined, record],
    ["compare", table.compare ?? undefined, record],
    ["boldIf", table.boldIf ?? undefined, record],
    ...stubs(table),
    ...(table.rows ?? []).flat().map(({ arm, label }): Given => [`rows.${arm}`, label, text]),
    ...blocks(table),
    ...published(table),
  ]
  return given.flatMap(([field, value, { isRight, expected }]) =>
    faultUnless(value === undefined || isRight(value), () => ({
      what: `table ${table.name}: ${field} is ${JSON.stringify(value)}`,
      where: { field },
      expected,
    })),
  )
}
