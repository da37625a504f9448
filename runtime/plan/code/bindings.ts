import { isNode, nameOf, nodesOf, running, stringOf, type Node } from "./syntax.ts"

/** A name that another module exports. */
interface Elsewhere {
  readonly specifier: string
  readonly name: string
}

/** The names of a module: where each comes from and goes to. */
export interface Bindings {
  /** Names that it imports, by its own name for them. */
  readonly imports: ReadonlyMap<string, Elsewhere>
  /** Names that it exports: its own name for them, or another module's. */
  readonly exports: ReadonlyMap<string, string | Elsewhere>
  /** Modules whose every name it exports. */
  readonly stars: readonly string[]
  /** How often it declares a name, in whatever scope; imports are no declarations. */
  readonly declared: ReadonlyMap<string, number>
  /** Constants of the module that a call makes, and the name that is called. */
  readonly calls: ReadonlyMap<string, string>
}

const written = (node: unknown): string => nameOf(node) ?? stringOf(node) ?? ""

/** The names that a pattern binds. */
const boundBy = (pattern: unknown): readonly string[] => {
  if (!isNode(pattern)) return []
  const name = nameOf(pattern)
  if (name !== undefined) return [name]
  return [
    ...nodesOf(pattern["properties"]).flatMap((property) =>
      boundBy(property.type === "RestElement" ? property : property["value"]),
    ),
    ...nodesOf(pattern["elements"]).flatMap(boundBy),
    ...boundBy(pattern["left"]),
    ...boundBy(pattern["argument"]),
    ...boundBy(pattern["parameter"]),
  ]
}

/** The names that a node declares: of variables, functions, classes, parameters, caught errors. */
const declaredBy = (node: Node): readonly string[] => {
  if (node.type === "VariableDeclarator") return boundBy(node["id"])
  if (node.type === "CatchClause") return boundBy(node["param"])
  return [...boundBy(node["id"]), ...nodesOf(node["params"]).flatMap(boundBy)]
}

const importsOf = (statements: readonly Node[]): ReadonlyMap<string, Elsewhere> =>
  new Map(
    statements
      .filter(({ type }) => type === "ImportDeclaration")
      .flatMap(({ source, specifiers }) =>
        nodesOf(specifiers).flatMap((each): readonly (readonly [string, Elsewhere])[] => {
          const local = running(each) === undefined ? undefined : nameOf(each["local"])
          const specifier = stringOf(source)
          if (local === undefined || specifier === undefined) return []
          const name =
            each.type === "ImportSpecifier"
              ? written(each["imported"])
              : each.type === "ImportDefaultSpecifier"
                ? "default"
                : "*"
          return [[local, { specifier, name }]]
        }),
      ),
  )

const exportsOf = (statements: readonly Node[]): ReadonlyMap<string, string | Elsewhere> =>
  new Map(
    statements
      .filter(({ type }) => type === "ExportNamedDeclaration")
      .flatMap(({ source, specifiers, declaration }) => {
        const specifier = stringOf(source)
        const named = nodesOf(specifiers).map((each): readonly [string, string | Elsewhere] => {
          const name = written(each["local"])
          return [written(each["exported"]), specifier === undefined ? name : { specifier, name }]
        })
        const own = isNode(declaration)
          ? [
              ...boundBy(declaration["id"]),
              ...nodesOf(declaration["declarations"]).flatMap(declaredBy),
            ]
          : []
        return [...named, ...own.map((name) => [name, name] as const)]
      }),
  )

const callsOf = (statements: readonly Node[]): ReadonlyMap<string, string> =>
  new Map(
    statements
      .map((statement) => (isNode(statement["declaration"]) ? statement["declaration"] : statement))
      .filter(({ type, kind }) => type === "VariableDeclaration" && kind === "const")
      .flatMap(({ declarations }) => nodesOf(declarations))
      .flatMap(({ id, init }): readonly (readonly [string, string])[] => {
        const name = nameOf(id)
        const callee =
          isNode(init) && init.type === "CallExpression" ? nameOf(init["callee"]) : undefined
        return name === undefined || callee === undefined ? [] : [[name, callee]]
      }),
  )

const declaring = /^(Variable|Function|Class|Arrow|Catch|TS)/

/** How often nodes declare a name, in whatever scope. */
export const declaredIn = (nodes: readonly Node[]): ReadonlyMap<string, number> => {
  const declared = new Map<string, number>()
  for (const node of nodes)
    if (declaring.test(node.type))
      for (const name of declaredBy(node)) declared.set(name, (declared.get(name) ?? 0) + 1)
  return declared
}

/** Reads the names of a module, whose first node is its program. */
export const bindingsOf = (nodes: readonly Node[]): Bindings => {
  const statements = nodesOf(nodes[0]?.["body"]).flatMap((each) => running(each) ?? [])
  return {
    imports: importsOf(statements),
    exports: exportsOf(statements),
    stars: statements.flatMap(({ type, source, exported }) =>
      type === "ExportAllDeclaration" && exported == null ? [stringOf(source) ?? ""] : [],
    ),
    declared: declaredIn(nodes),
    calls: callsOf(statements),
  }
}
