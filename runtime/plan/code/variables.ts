import { declaredIn, type Bindings } from "./bindings.ts"
import { eachPart, isNode, nameOf, nodesOf, running, visit, type Node } from "./syntax.ts"

/** A variable whose every value and every use is known. */
export interface Variable {
  /** What it may hold; of a function, what this may return. */
  readonly values: readonly Node[]
  /** The identifiers that stand for it. */
  readonly uses: readonly Node[]
}

/** The expressions that a function returns, those of functions inside it left out. */
const returnedIn = (body: Node): readonly Node[] => {
  if (/Function|Class/.test(body.type)) return []
  if (body.type === "ReturnStatement") return nodesOf([body["argument"]])
  const found: Node[] = []
  eachPart(body, (part) => {
    for (const each of Array.isArray(part) ? part : [part])
      if (isNode(each)) found.push(...returnedIn(each))
  })
  return found
}

const bodyOf = (arrow: Node): Node | undefined =>
  arrow.type === "ArrowFunctionExpression" && isNode(arrow["body"]) ? arrow["body"] : undefined

const valuesOf = (init: Node): readonly Node[] => {
  const body = bodyOf(init)
  if (body === undefined) return [init]
  return init["expression"] === true ? [body] : returnedIn(body)
}

/** Identifiers that stand for no value: names of properties, and of what a declaration makes. */
const standsAlone = ({ type, computed }: Node, key: string): boolean =>
  key === "id" ? type === "VariableDeclarator" : computed !== true

/** Constants that nobody outside the module sees and whose name is declared once in it. */
const constantsIn = (
  nodes: readonly Node[],
  { declared, exports }: Bindings,
): readonly (readonly [name: string, init: Node])[] => {
  const exported = new Set([...exports.values()].filter((name) => typeof name === "string"))
  return nodes
    .filter(({ type, kind }) => type === "VariableDeclaration" && kind === "const")
    .flatMap(({ declarations }) => nodesOf(declarations))
    .flatMap(({ id, init }) => {
      const name = nameOf(id)
      const runs = isNode(init) ? running(init) : undefined
      return name === undefined ||
        runs === undefined ||
        declared.get(name) !== 1 ||
        exported.has(name)
        ? []
        : [[name, runs] as const]
    })
}

/** Parameters of a function with what each is given, where all its calls are known. */
const parametersOf = (
  arrow: Node,
  calls: readonly Node[],
  usesIn: (nodes: readonly Node[]) => ReadonlyMap<string, readonly Node[]>,
): readonly Variable[] => {
  const body = bodyOf(arrow)
  const parameters = nodesOf(arrow["params"]).map(nameOf)
  const given = calls.map((call) => nodesOf(call["arguments"]))
  if (body === undefined || parameters.length === 0) return []
  if (given.flat().some(({ type }) => type === "SpreadElement")) return []
  const inside: Node[] = []
  visit(body, (node) => inside.push(node))
  const again = declaredIn(inside)
  const uses = usesIn(inside)
  return parameters.flatMap((name, index) =>
    name === undefined || again.has(name)
      ? []
      : [{ values: given.flatMap((each) => each[index] ?? []), uses: uses.get(name) ?? [] }],
  )
}

/** The variables of a module that can be followed: constants, and what its own functions are given. */
export const variablesOf = (nodes: readonly Node[], bindings: Bindings): readonly Variable[] => {
  const alone = new Set<unknown>()
  const calls = new Map<unknown, Node>()
  for (const node of nodes) {
    for (const key of ["key", "property", "id"]) if (standsAlone(node, key)) alone.add(node[key])
    if (node.type === "CallExpression") calls.set(node["callee"], node)
  }
  const usesIn = (among: readonly Node[]) =>
    Map.groupBy(
      among
        .filter(({ type, name }) => typeof name === "string" && type.endsWith("Identifier"))
        .filter((node) => !alone.has(node)),
      ({ name }) => String(name),
    )
  const allUses = usesIn(nodes)
  // What a text given to `eval` says may use any of them.
  if (allUses.has("eval")) return []
  return constantsIn(nodes, bindings).flatMap(([name, init]): readonly Variable[] => {
    const uses = allUses.get(name) ?? []
    const called = uses.flatMap((use) => calls.get(use) ?? [])
    const parameters = called.length === uses.length ? parametersOf(init, called, usesIn) : []
    return [{ values: valuesOf(init), uses }, ...parameters]
  })
}
