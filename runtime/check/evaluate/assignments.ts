import { parseSync } from "oxc-parser"
import { isNode, nameOf, nodesOf, visit, type Node } from "../../plan/code/syntax.ts"

/** Where the function lies that is told of `record[key] = value`. */
export const assigned = Symbol.for("ablate:assigned")

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

/**
 * A source whose statements `record[key] = value` also tell `assigned` of the record and the key: JavaScript
 * itself does not keep in which order keys that are whole numbers were given. What is added stands behind
 * each statement, so that what is before it keeps its line and column.
 */
export const telling = (file: string, source: string): string => {
  if (!/\]\s*=[^=>]/.test(source)) return source
  const { program, errors } = parseSync(file, source, { lang: "ts" })
  if (errors.length > 0 || !isNode(program)) return source
  const added: { readonly at: number; readonly text: string }[] = []
  const textOf = ({ start, end }: Node): string => source.slice(Number(start), Number(end))
  visit(program, (node) => {
    const [record, key] = assignmentIn(node) ?? []
    if (record === undefined || key === undefined || !isNode(node["expression"])) return
    const text = `, globalThis[Symbol.for("ablate:assigned")](${textOf(record)}, ${textOf(key)})`
    added.push({ at: Number(node["expression"]["end"]), text })
  })
  const last = added.at(-1)
  if (last === undefined) return source
  const before = added.map(
    ({ at, text }, index) => source.slice(added[index - 1]?.at ?? 0, at) + text,
  )
  return before.join("") + source.slice(last.at)
}
