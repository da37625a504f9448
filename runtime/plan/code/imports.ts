import { isNode, nameOf, nodesOf, running, stringOf, type Node } from "./syntax.ts"

/** A module or file that a module names, and the literal that names it. */
export interface Import {
  readonly literal: Node
  readonly specifier: string
  /** The names that it takes of it; undefined where it takes all, or does not say. */
  readonly names: readonly string[] | undefined
}

/** Names that an import or an export takes of another module; `import "./a.ts"` takes none. */
const namesOf = (node: Node): readonly string[] | undefined => {
  if (node.type !== "ImportDeclaration" && node.type !== "ExportNamedDeclaration") return undefined
  const taken = nodesOf(node["specifiers"]).filter((each) => running(each) !== undefined)
  const names = taken.map((each) => {
    if (each.type === "ImportDefaultSpecifier") return "default"
    const name = node.type === "ImportDeclaration" ? each["imported"] : each["local"]
    return nameOf(name) ?? stringOf(name)
  })
  const known = names.flatMap((name) => name ?? [])
  return known.length < names.length || known.length === 0 ? undefined : known
}

const isImportMeta = (node: unknown, property: string): boolean =>
  isNode(node) &&
  node.type === "MemberExpression" &&
  isNode(node["object"]) &&
  node["object"].type === "MetaProperty" &&
  nameOf(node["property"]) === property

const sourced = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
])

/** `new URL("./file", import.meta.url)`; a folder is no file. */
const isFileUrl = (node: Node, first: unknown, second: unknown): boolean =>
  node.type === "NewExpression" &&
  nameOf(node["callee"]) === "URL" &&
  isImportMeta(second, "url") &&
  /^\..*[^/]$/.test(stringOf(first) ?? "")

const isResolving = ({ type, callee }: Node): boolean =>
  type === "CallExpression" && (nameOf(callee) === "require" || isImportMeta(callee, "resolve"))

const sourceOf = (node: Node): unknown => {
  if (sourced.has(node.type)) return node["source"]
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return undefined
  const [first, second] = nodesOf(node["arguments"])
  return isFileUrl(node, first, second) || isResolving(node) ? first : undefined
}

/** What a module reads or imports when it runs, in the order of the source. */
export const importsOf = (nodes: readonly Node[]): readonly Import[] =>
  nodes.flatMap((node) => {
    const literal = sourceOf(node)
    const specifier = stringOf(literal)
    return isNode(literal) && specifier !== undefined
      ? [{ literal, specifier, names: namesOf(node) }]
      : []
  })
