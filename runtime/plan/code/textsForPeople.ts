import type { Bindings } from "./bindings.ts"
import { isNode, keyOf, nameOf, nodesOf, running, stringOf, visit, type Node } from "./syntax.ts"
import { variablesOf } from "./variables.ts"

/** A call that makes something with texts for people: which arguments are what. */
export type Maker =
  | { readonly makes: "field"; readonly texts: readonly number[] }
  | { readonly makes: "component" }
  | { readonly makes: "fault" }

/** What the makers of a module say to people. */
export interface Texts {
  /** The literals, and addresses of implementations, whose content changes no result. */
  readonly outside: ReadonlySet<Node>
  /** Expressions inside these texts, which are said and go nowhere else. */
  readonly said: ReadonlySet<Node>
}

const faultTexts = new Set(["what", "expected", "hint"])

const isResolved = (node: Node): boolean => {
  const callee = node["callee"]
  return (
    node.type === "CallExpression" &&
    isNode(callee) &&
    keyOf(callee["property"], false) === "resolve"
  )
}

/**
 * Finds the texts for people in a module: `doc` and `source` of fields, `doc` of declarations of
 * components, `what`, `expected` and `hint` of faults. Of an expression only its literals are outside:
 * what it calls and reads counts. What a variable of the module holds is such an expression where these
 * texts are all that uses it.
 */
export const textsForPeople = (
  nodes: readonly Node[],
  bindings: Bindings,
  makerOf: (callee: string) => Maker | undefined,
): Texts => {
  const outside = new Set<Node>()
  const said = new Set<Node>()
  const variables = new Map(
    variablesOf(nodes, bindings).flatMap((each) => {
      const left = { values: each.values, uses: new Set(each.uses) }
      return each.uses.map((use) => [use, left] as const)
    }),
  )

  const used = (node: unknown): void => {
    const variable = isNode(node) ? variables.get(node) : undefined
    if (!isNode(node) || variable?.uses.delete(node) !== true) return
    if (variable.uses.size === 0) variable.values.forEach(text)
  }

  const text = (value: unknown): void => {
    const node = isNode(value) ? running(value) : undefined
    if (node === undefined) return
    const parts = (...keys: readonly string[]) => keys.forEach((key) => text(node[key]))
    if (node.type === "Literal" && stringOf(node) !== undefined) outside.add(node)
    else if (node.type === "TemplateLiteral") {
      nodesOf(node["quasis"]).forEach((quasi) => outside.add(quasi))
      nodesOf(node["expressions"]).forEach(text)
    } else if (node.type === "ConditionalExpression") parts("consequent", "alternate")
    else if (node.type === "LogicalExpression") parts("left", "right")
    else if (node.type === "BinaryExpression" && node["operator"] === "+") parts("left", "right")
    else {
      visit(node, (each) => said.add(each))
      used(node.type === "CallExpression" ? node["callee"] : node)
    }
  }

  /** The module behind a component is hashed by itself, wherever it lies. */
  const address = (value: unknown): void => {
    const node = isNode(value) ? running(value) : undefined
    if (node === undefined) return
    const literal = isResolved(node) ? nodesOf(node["arguments"])[0] : node
    if (literal !== undefined && stringOf(literal) !== undefined) outside.add(literal)
  }

  const component = (declaration: unknown): void => {
    if (!isNode(declaration)) return
    for (const { key, computed, value } of nodesOf(declaration["properties"])) {
      if (keyOf(key, computed) === "doc") text(value)
      if (keyOf(key, computed) === "implementation") address(value)
    }
  }

  const fault = (parts: unknown): void => {
    if (!isNode(parts)) return
    for (const { key, computed, value } of nodesOf(parts["properties"]))
      if (faultTexts.has(keyOf(key, computed) ?? "")) text(value)
  }

  for (const node of nodes) {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") continue
    const callee = nameOf(node["callee"])
    const maker = callee === undefined ? undefined : makerOf(callee)
    if (maker === undefined) continue
    const given = nodesOf(node["arguments"])
    if (maker.makes === "field") maker.texts.forEach((index) => text(given[index]))
    else if (maker.makes === "fault") fault(given[0])
    else given.forEach(component)
  }
  return { outside, said }
}

const readable = new Set(["doc", "source", "message", ...faultTexts])

const isReadable = (key: unknown, computed: unknown): boolean =>
  readable.has(keyOf(key, computed) ?? "")

const isNamed = (words: string): boolean => words.split(".").some((word) => readable.has(word))

/** Expressions whose value becomes a property that is called as a text for people is. */
export const passedOn = (nodes: readonly Node[]): ReadonlySet<Node> => {
  const found = new Set<Node>()
  for (const node of nodes)
    if (node.type === "ObjectExpression")
      for (const { key, computed, value } of nodesOf(node["properties"]))
        if (isReadable(key, computed) && isNode(value)) visit(value, (each) => found.add(each))
  return found
}

/**
 * Whether a module may read texts for people, and make a result of them: where it reads a property by
 * the name of one, be it of something else, or holds the name as a string.
 */
export const mayReadTexts = (nodes: readonly Node[], isTold: (node: Node) => boolean): boolean =>
  nodes.some((node) => {
    if (node.type === "MemberExpression")
      return isReadable(node["property"], node["computed"]) && !isTold(node)
    if (node.type === "ObjectPattern")
      return nodesOf(node["properties"]).some(({ key, computed }) => isReadable(key, computed))
    return node.type === "Literal" && isNamed(stringOf(node) ?? "") && !isTold(node)
  })
