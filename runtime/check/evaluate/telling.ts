import { parseSync } from "oxc-parser"
import { isNode, nameOf, nodesOf, visit, type Node } from "../../plan/code/syntax.ts"

/**
 * Where the functions lie that are told of `record[key] = value`, `{ ...record, [key]: value }`, `throw value`, and of
 * each statement of a module that is begun.
 */
export const told = {
  assigned: Symbol.for("ablate:assigned"),
  spread: Symbol.for("ablate:spread"),
  thrown: Symbol.for("ablate:thrown"),
  reached: Symbol.for("ablate:reached"),
} as const

/** Whether an expression may be evaluated once more: it does nothing but name a value. */
const isPlain = (node: unknown): boolean => {
  if (!isNode(node)) return false
  switch (node.type) {
    case "Identifier":
    case "Literal":
      return true
    case "MemberExpression":
      return isPlain(node["object"]) && (node["computed"] !== true || isPlain(node["property"]))
    case "TemplateLiteral":
      return nodesOf(node["expressions"]).every(isPlain)
    case "BinaryExpression":
      return isPlain(node["left"]) && isPlain(node["right"])
    case "CallExpression":
      return nameOf(node["callee"]) === "String" && nodesOf(node["arguments"]).every(isPlain)
    default:
      return false
  }
}

/** The record and the key of a statement `record[key] = value`. */
const assignmentIn = ({ type, expression }: Node): readonly [Node, Node] | undefined => {
  if (type !== "ExpressionStatement" || !isNode(expression)) return undefined
  const { type: kind, operator, left } = expression
  if (kind !== "AssignmentExpression" || operator !== "=" || !isNode(left)) return undefined
  const { object, property, computed } = left
  if (left.type !== "MemberExpression" || computed !== true) return undefined
  return isNode(object) && isNode(property) && isPlain(object) && isPlain(property)
    ? [object, property]
    : undefined
}

/** The record and the key of `{ ...record, [key]: value }`. */
const spreadIn = ({ type, properties }: Node): readonly [Node, Node] | undefined => {
  const [first, last, ...others] = type === "ObjectExpression" ? nodesOf(properties) : []
  if (first?.type !== "SpreadElement" || last?.type !== "Property" || others.length > 0)
    return undefined
  const { argument } = first
  const { key, computed } = last
  return computed === true && isNode(argument) && isNode(key) && isPlain(argument) && isPlain(key)
    ? [argument, key]
    : undefined
}

/** The value that is rejected with, of `Promise.reject(value)` and of `reject(value)` in a promise's function. */
const rejectedIn = (node: Node): unknown => {
  if (node.type !== "CallExpression" || !isNode(node["callee"])) return undefined
  const { callee } = node
  const name = callee.type === "MemberExpression" ? nameOf(callee["property"]) : nameOf(callee)
  return name === "reject" ? nodesOf(node["arguments"])[0] : undefined
}

/** The value of `throw value` or of a rejection that may be no Error, which alone tells its line. */
const thrownIn = (node: Node): Node | undefined => {
  const value = node.type === "ThrowStatement" ? node["argument"] : rejectedIn(node)
  return isNode(value) && value.type !== "NewExpression" && value.type !== "SpreadElement"
    ? value
    : undefined
}

/** Line and column of a node and the address of its file, as arguments of a call. */
const placeIn = (source: string, { start }: Node): string => {
  const before = source.slice(0, Number(start)).split("\n")
  return `${before.length}, ${(before.at(-1) ?? "").length + 1}, import.meta.url`
}

/** Behind each statement of a module, a call that tells where the next one stands. */
const reachedIn = (program: Node, source: string) => {
  const statements = nodesOf(program["body"])
  return statements.slice(0, -1).flatMap((statement, index) => {
    const next = statements[index + 1]
    return next === undefined
      ? []
      : [
          {
            at: Number(statement["end"]),
            text: `;globalThis[Symbol.for("ablate:reached")](${placeIn(source, next)});`,
          },
        ]
  })
}

/**
 * A source whose statements `record[key] = value` and values `{ ...record, [key]: value }` also tell of the record
 * and the key: JavaScript itself does not keep in which order keys that are whole numbers were given. What is added
 * stands behind each, so that what is before it keeps its line and column. Statements `throw value` and calls
 * `reject(value)` tell of the value and of their place, and the module tells of the line that it comes to: of a
 * process that V8 or the system ends nothing else does.
 */
export const telling = (file: string, source: string): string => {
  const { program, errors } = parseSync(file, source, { lang: "ts" })
  if (errors.length > 0 || !isNode(program)) return source
  const added: { readonly at: number; readonly text: string }[] = []
  const textOf = ({ start, end }: Node): string => source.slice(Number(start), Number(end))
  visit(program, (node) => {
    const thrown = thrownIn(node)
    if (thrown !== undefined) {
      added.push(
        {
          at: Number(thrown["start"]),
          text: `globalThis[Symbol.for("ablate:thrown")](${placeIn(source, node)}, (`,
        },
        { at: Number(thrown["end"]), text: "))" },
      )
      return
    }
    const assignment = assignmentIn(node)
    const [record, key] = assignment ?? spreadIn(node) ?? []
    const parts = assignment === undefined ? node["properties"] : [node["expression"]]
    const last = nodesOf(parts).at(-1)
    if (record === undefined || key === undefined || last === undefined) return
    const call =
      assignment === undefined
        ? '...globalThis[Symbol.for("ablate:spread")]'
        : 'globalThis[Symbol.for("ablate:assigned")]'
    added.push({ at: Number(last["end"]), text: `, ${call}(${textOf(record)}, ${textOf(key)})` })
  })
  // Last, behind what else is added where a statement ends.
  added.push(...reachedIn(program, source))
  added.sort((one, other) => one.at - other.at)
  const last = added.at(-1)
  if (last === undefined) return source
  const before = added.map(
    ({ at, text }, index) => source.slice(added[index - 1]?.at ?? 0, at) + text,
  )
  return before.join("") + source.slice(last.at)
}
