import { ts } from "ts-morph"
import { byCloseness, closest } from "../../dsl/closest.ts"
import { columnHint } from "../../dsl/columnHint.ts"
import { erasable } from "./erasable.ts"
import { missingModuleHint } from "./missingModule.ts"
import type { Fault } from "../../dsl/fault.ts"

type Said = Pick<Fault, "what" | "expected" | "hint">

/** "is missing the following properties": which member of a union was tried is of no use to a reader. */
const missingProperties = 2739

const innermost = (chain: ts.DiagnosticMessageChain): string => {
  const [next] = chain.next ?? []
  return next === undefined || next.code === missingProperties ? chain.messageText : innermost(next)
}

const textOf = ({ messageText }: ts.Diagnostic): string =>
  typeof messageText === "string" ? messageText : innermost(messageText)

/** A type that was given, and the literals that are allowed in its place. */
interface Mismatch {
  readonly given: string
  readonly allowed: readonly string[]
  readonly type: string
}

/** The literals of a union of these alone; templates, as `mask.${number}`, are names of too many kinds to list. */
const literals = (type: string): readonly string[] => {
  const parts = type.split(" | ")
  if (!parts.every((part) => /^(".*"|`.*`|-?\d+(\.\d+)?)$/.test(part))) return []
  return parts
    .filter((part) => !part.startsWith("`"))
    .toSorted((a, b) => Number(a) - Number(b) || 0)
}

/** What does not fit, from the most exact sentence of a diagnostic. */
export const mismatchOf = (diagnostic: ts.Diagnostic): Mismatch | undefined => {
  const [, given, type] =
    /^(?:Type|Argument of type) '(.+)' is not assignable to (?:parameter of )?type '([^]+?)'\./.exec(
      textOf(diagnostic),
    ) ?? []
  return given === undefined || type === undefined
    ? undefined
    : { given, type, allowed: literals(type) }
}

/** Types that an author knows by name. */
const plainTypes: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  undefined: "nothing",
}

/** What tells the members of a union apart: the first property of what was given that is one literal. */
const discriminated = ({ given, type }: Mismatch): Mismatch | undefined => {
  const [, name, literal] = /readonly (\w+): ("[^"]*");/.exec(given) ?? []
  if (name === undefined || literal === undefined) return undefined
  const allowed = [...type.matchAll(new RegExp(`readonly ${name}: ("[^;]*);`, "g"))].flatMap(
    ([, each = ""]) => literals(each),
  )
  return allowed.length === 0 || allowed.includes(literal)
    ? undefined
    : { given: literal, allowed: [...new Set(allowed)], type: allowed.join(" | ") }
}

const few = 12

/** All of a few names; of many those most like the wrong one, and how many more. */
const someOf = (names: readonly string[], word: string): string =>
  names.length <= few
    ? names.join(", ")
    : `${byCloseness(word, names).slice(0, few).join(", ")} and ${names.length - few} more`

/** The names of a record that has none of the properties it should have. */
export const strangersIn = (diagnostic: ts.Diagnostic): readonly string[] => {
  const [, given = ""] =
    /^Type '\{(.+?)\}' has no properties in common with type/.exec(textOf(diagnostic)) ?? []
  return [...given.matchAll(/(?:"([^"]+)"|(\w+))\??: /g)].flatMap(
    ([, quoted, plain]) => quoted ?? plain ?? [],
  )
}

const unquoted = (text: string): string => text.replaceAll(/^"|"$/g, "")

const shorten = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}...` : text)

/** What metrics are of and tasks predict, by how types write it. */
const predictions = new Map([
  [
    '"masks"',
    {
      plural: "segmentations",
      one: "a segmentation",
      metric: "a metric of masks, such as dice() or hd95({ ... })",
    },
  ],
  [
    '"probability"',
    {
      plural: "classifications",
      one: "a classification",
      metric: "a metric of a class, such as auc() or accuracy()",
    },
  ],
  [
    '"value"',
    {
      plural: "numbers",
      one: "a task that predicts a number",
      metric: 'a metric of numbers: defineMetric({ of: "value", ... })',
    },
  ],
])

const nothing = ts.TypeFlags.Undefined

/** The literals that may stand where a node does, where a message has them by the name of a type. */
const literalsAt = (node: ts.Node | undefined, checker: ts.TypeChecker): readonly string[] => {
  const value =
    node !== undefined && ts.isPropertyAssignment(node.parent) ? node.parent.initializer : node
  const type =
    value === undefined || !ts.isExpression(value) ? undefined : checker.getContextualType(value)
  const types = type?.isUnion() === true ? type.types.filter(({ flags }) => flags !== nothing) : []
  return literals(types.map((each) => checker.typeToString(each)).join(" | "))
}

const explainMismatch = ({ given, allowed, type }: Mismatch, text: string): Said => {
  if (type === "never")
    return {
      what: text,
      expected: "nothing: the data set or the task has none of these",
      hint: "declare it first, or leave it out",
    }
  const [scored, task] = [predictions.get(given), predictions.get(type)]
  if (scored !== undefined && task !== undefined)
    return {
      what: `a metric of ${scored.plural} cannot score ${task.one}`,
      expected: task.metric,
      hint: "take the metric of this task",
    }
  if (allowed.length === 0) {
    const inner = discriminated({ given, allowed, type })
    if (inner !== undefined) return explainMismatch(inner, text)
    const expected = plainTypes[type]
    return { what: shorten(text), ...(expected === undefined ? {} : { expected }) }
  }
  const expected = allowed.length === 1 ? String(allowed[0]) : `one of ${someOf(allowed, given)}`
  const isNumber = allowed.every((each) => !each.startsWith('"'))
  const isWide = given === "string" || given === "number" || given.includes("${")
  return {
    what: isWide
      ? `any ${given === "number" ? "number" : "text"} could stand here: its type is ${given}, not the values themselves`
      : `Type '${given}' is not assignable to type '${allowed.length > few ? `one of ${allowed.length} values` : allowed.join(" | ")}'`,
    expected,
    hint: isWide
      ? "`as const` keeps the values as types: [...] as const, or `value as const` in a function"
      : isNumber || !given.startsWith('"')
        ? `use ${expected}`
        : hinted(unquoted(given), allowed.map(unquoted)),
  }
}

const hinted = (word: string, names: readonly string[]): string => {
  const match = closest(word, names)
  if (match !== undefined) return `did you mean "${match}"?`
  return names.length > few
    ? "an editor completes the names; docs/experiments.md and README.md list them"
    : columnHint(word, names)
}

/** Names of the fields of a record; what stands beside it in a union, such as a list, has none. */
const propertyNames = (type: ts.Type, checker: ts.TypeChecker): readonly string[] => {
  if (type.isUnion())
    return [...new Set(type.types.flatMap((each) => propertyNames(each, checker)))]
  return checker.isArrayLikeType(type) ? [] : type.getProperties().map(({ name }) => name)
}

const identity = new Set(["family", "kind", "implementation", "of"])

/** The fields that the object literal around a name may have. */
const fieldsAround = (node: ts.Node | undefined, checker: ts.TypeChecker): readonly string[] => {
  const object =
    node === undefined ? undefined : ts.findAncestor(node, ts.isObjectLiteralExpression)
  const type = object === undefined ? undefined : checker.getContextualType(object)
  return type === undefined
    ? []
    : propertyNames(type, checker).filter((name) => !identity.has(name))
}

const fieldsSaid = (name: string, fields: readonly string[]): Omit<Said, "what"> => ({
  expected: fields.length === 0 ? "a known field" : `one of ${someOf(fields, name)}`,
  hint: fields.length === 0 ? "correct the name, or leave it out" : hinted(name, fields),
})

const explainUnknown = (name: string, around: readonly string[]): Said => ({
  what: `"${name}" is no field of the experiment`,
  ...fieldsSaid(
    name,
    // What was written is among them: its type says that it is no field.
    around.filter((each) => each !== name),
  ),
})

const explainExcess = (text: string, node: ts.Node | undefined, checker: ts.TypeChecker): Said => {
  const [, quoted = ""] = /'(.+?)' does not exist in type/.exec(text) ?? []
  const name = unquoted(quoted)
  const fields = fieldsAround(node, checker)
  return {
    what: `'${quoted}' does not exist in type: it is no field of this record`,
    ...fieldsSaid(name, fields),
  }
}

const exportsOf = (node: ts.Node | undefined, checker: ts.TypeChecker): readonly string[] => {
  const statement = node === undefined ? undefined : ts.findAncestor(node, ts.isImportDeclaration)
  const module =
    statement === undefined ? undefined : checker.getSymbolAtLocation(statement.moduleSpecifier)
  return module === undefined ? [] : checker.getExportsOfModule(module).map(({ name }) => name)
}

const explainImport = (text: string, node: ts.Node | undefined, checker: ts.TypeChecker): Said => {
  const names = exportsOf(node, checker)
  const name = node?.getText() ?? ""
  return { what: text, expected: `one of ${someOf(names, name)}`, hint: hinted(name, names) }
}

const said: Readonly<Record<number, Omit<Said, "what">>> = {
  1192: { hint: "import it by its name: import { name } from ..." },
  1361: { hint: "leave `type` out of the import" },
  1362: { hint: "leave `type` out of the export" },
  1484: {
    expected: "an import of what is there when the file runs",
    hint: "write: import { type Name }",
  },
  1205: {
    expected: "an export of what is there when the file runs",
    hint: "write: export type { Name }",
  },
  1543: { hint: 'write: import data from "./data.json" with { type: "json" }' },
  2580: { hint: "install Node's types: npm install --save-dev @types/node" },
  2591: { hint: "install Node's types: npm install --save-dev @types/node" },
}

const unerasable = 1294

/** A diagnostic in the author's terms: what, what was expected, and a hint. */
export const explainType = (
  diagnostic: ts.Diagnostic,
  node: ts.Node | undefined,
  checker: ts.TypeChecker,
): Said => {
  const text = textOf(diagnostic)
  if (diagnostic.code === unerasable) return { what: text, ...erasable(node) }
  if (/' does not exist in type/.test(text) && /known properties/.test(text))
    return explainExcess(text, node, checker)
  if (diagnostic.code === 2305 || diagnostic.code === 2724)
    return explainImport(text, node, checker)
  if (diagnostic.code === 2307 || diagnostic.code === 2882)
    return {
      what: text,
      expected: "a file that is there, or a package that is installed",
      hint: missingModuleHint(node),
    }
  const strangers = strangersIn(diagnostic)
  if (strangers.length > 0)
    return {
      what: `${strangers.map((name) => `"${name}"`).join(", ")} is no field here`,
      expected: "fields of the experiment, by dotted path",
      hint: "correct the names; an editor completes them where the record stands inside the call",
    }
  const mismatch = mismatchOf(diagnostic)
  const [, unknown] = /^"(.+) is no field"$/.exec(mismatch?.type ?? "") ?? []
  if (unknown !== undefined) return explainUnknown(unknown, fieldsAround(node, checker))
  if (mismatch !== undefined)
    return explainMismatch(
      mismatch.allowed.length === 0 && /^\w+$/.test(mismatch.type)
        ? { ...mismatch, allowed: literalsAt(node, checker) }
        : mismatch,
      text,
    )
  const [, open] = /^Index signature for type '.+' is missing in type '(.+)'\.$/.exec(text) ?? []
  if (open !== undefined)
    return {
      what: `a value of the class or interface ${shorten(open)} may have more names than its type has`,
      expected: "a record whose names are all known",
      hint: "spread it into one: { ...value }",
    }
  const [, missing] = /^Property '(.+?)' is missing/.exec(text) ?? []
  if (missing !== undefined)
    return { what: `Property '${missing}' is missing`, hint: `give "${unquoted(missing)}"` }
  return { what: shorten(text), ...said[diagnostic.code] }
}
