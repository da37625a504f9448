/** A node of a syntax tree (ESTree, as oxc-parser gives it). */
export interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

/** The nodes of a list; none of what is no list. */
export const nodesOf = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter(isNode) : []

/** The name of an identifier. */
export const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Identifier" && typeof node["name"] === "string"
    ? node["name"]
    : undefined

/** What a string literal holds, be it a template without expressions. */
export const stringOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"]
  const [only, ...others] = node.type === "TemplateLiteral" ? nodesOf(node["quasis"]) : []
  const value = only?.["value"]
  return others.length === 0 && typeof value === "object" && value !== null && "cooked" in value
    ? String(value.cooked)
    : undefined
}

/** The name of a property as it is written: `a.name`, `{ name: 1 }`, `{ "name": 1 }`. */
export const keyOf = (key: unknown, isComputed: unknown): string | undefined =>
  isComputed === true ? stringOf(key) : (nameOf(key) ?? stringOf(key))

/** Parts of a node that are types alone, or say where it stands. */
const silentKeys = new Set([
  "start",
  "end",
  "range",
  "loc",
  "raw",
  "hashbang",
  "typeAnnotation",
  "returnType",
  "typeParameters",
  "typeArguments",
  "superTypeArguments",
  "implements",
  "accessibility",
  "override",
  "readonly",
  "definite",
  "declare",
  "abstract",
  "importKind",
  "exportKind",
])

/** `a?.b` and `f?.()` run; `(a?: number) => a` says a type. */
const isSilent = (node: Node, key: string): boolean =>
  silentKeys.has(key) ||
  (key === "optional" && node.type !== "MemberExpression" && node.type !== "CallExpression")

/** Expressions that say the type of another one. */
const wrappers = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
])

const erased = new Set([
  "EmptyStatement",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSDeclareFunction",
  "TSAbstractMethodDefinition",
  "TSAbstractPropertyDefinition",
  "TSAbstractAccessorProperty",
  "TSIndexSignature",
  "TSNamespaceExportDeclaration",
])

/** Whether a node is gone when the types are: Node strips them, and runs the rest. */
const isErased = (node: Node): boolean =>
  erased.has(node.type) ||
  node["declare"] === true ||
  node["importKind"] === "type" ||
  node["exportKind"] === "type" ||
  (node.type === "MethodDefinition" &&
    isNode(node["value"]) &&
    node["value"].type === "TSEmptyBodyFunctionExpression") ||
  (node.type.startsWith("Export") && isNode(node["declaration"]) && isErased(node["declaration"]))

const isThis = (value: unknown): boolean => nameOf(value) === "this"

/** A node without the types around it; undefined where nothing of it runs. */
export const running = (node: Node): Node | undefined =>
  isErased(node)
    ? undefined
    : wrappers.has(node.type) && isNode(node["expression"])
      ? running(node["expression"])
      : node

/** Gives what of a node runs, part by part. */
export const eachPart = (node: Node, see: (value: unknown) => void): void => {
  for (const key of Object.keys(node)) {
    if (key === "type" || isSilent(node, key)) continue
    const value = node[key]
    see(key === "params" && Array.isArray(value) && isThis(value[0]) ? value.slice(1) : value)
  }
}

/** Looks at every node that runs, outer ones first, in the order of the source. */
export const visit = (node: Node, see: (node: Node) => void): void => {
  const within = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(within)
    else if (isNode(value)) visit(value, see)
  }
  const runs = running(node)
  if (runs === undefined) return
  see(runs)
  eachPart(runs, within)
}
