import { Node, SyntaxKind, type CallExpression, type SourceFile } from "ts-morph"
import type { Arm } from "../../dsl/study.ts"

/** The expression a name stands for, where it is declared in the same file. */
const resolved = (node: Node): Node => {
  if (Node.isIdentifier(node)) {
    const declaration = node.getSourceFile().getVariableDeclaration(node.getText())
    const initializer = declaration?.getInitializer()
    return initializer === undefined ? node : resolved(initializer)
  }
  if (
    Node.isAsExpression(node) ||
    Node.isSatisfiesExpression(node) ||
    Node.isParenthesizedExpression(node)
  )
    return resolved(node.getExpression())
  if (Node.isPropertyAccessExpression(node))
    return step(node.getExpression(), node.getName()) ?? node
  return node
}

const property = (object: Node, name: string): Node | undefined => {
  if (!Node.isObjectLiteralExpression(object)) return undefined
  for (const member of object.getProperties().toReversed()) {
    if (Node.isPropertyAssignment(member)) {
      const key = member.getNameNode()
      const text = Node.isStringLiteral(key) ? key.getLiteralValue() : key.getText()
      if (text === name) return member.getInitializer()
    }
    if (Node.isShorthandPropertyAssignment(member) && member.getName() === name)
      return member.getNameNode()
    if (Node.isSpreadAssignment(member)) {
      const found = step(member.getExpression(), name)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** One step along a path: into an object, a list, or the arguments of a constructor's call. */
const step = (node: Node, key: string): Node | undefined => {
  const here = resolved(node)
  if (Node.isObjectLiteralExpression(here)) return property(here, key)
  if (Node.isArrayLiteralExpression(here)) return here.getElements()[Number(key)]
  if (Node.isCallExpression(here)) {
    const [first] = here.getArguments()
    const options = first === undefined ? undefined : resolved(first)
    return Node.isObjectLiteralExpression(options)
      ? property(options, key)
      : here.getArguments()[Number(key)]
  }
  return undefined
}

/** The node at a path, or the deepest one on the way to it. */
const follow = (node: Node, path: readonly string[]): Node => {
  const [key, ...rest] = path
  if (key === undefined) return node
  const next = step(node, key)
  if (next !== undefined) return follow(next, rest)
  // A name of its own may hold dots.
  const [second, ...others] = rest
  return second === undefined ? node : follow(node, [`${key}.${second}`, ...others])
}

/** The node at a path, if the path leads there. */
const reached = (node: Node, path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>(
    (here, key) => (here === undefined ? undefined : step(here, key)),
    node,
  )

const elements = (node: Node): readonly Node[] => {
  const list = resolved(node)
  return Node.isArrayLiteralExpression(list) ? list.getElements() : []
}

const callsOf = (source: SourceFile, names: readonly string[]): readonly CallExpression[] =>
  source
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter((call) => names.includes(call.getExpression().getText()))

const textAt = (call: CallExpression, key: string): string | undefined => {
  const value = step(call, key)
  return Node.isStringLiteral(value) ? value.getLiteralValue() : undefined
}

/** Where the code writes a field of an arm's experiment; `undefined` if the file does not say. */
export const locateField = (source: SourceFile, arm: Arm, field: string): Node | undefined => {
  for (const [path, label] of Object.entries(arm.factors)) {
    if (field !== path && !field.startsWith(`${path}.`)) continue
    for (const call of callsOf(source, ["grid", "zip", "ablate"])) {
      const [, factors] = call.getArguments()
      const values = factors === undefined ? undefined : step(factors, path)
      if (values === undefined) continue
      const rest = field === path ? [] : field.slice(path.length + 1).split(".")
      const chosen = step(values, label)
      if (chosen !== undefined) return follow(chosen, rest)
      // A list does not name its values: the one that has the field is meant.
      return elements(values).flatMap((value) => reached(value, rest) ?? [])[0] ?? values
    }
  }
  const written = callsOf(source, ["experiment"]).find(
    (call) => textAt(call, "name") === arm.experiment.name,
  )
  return written === undefined ? undefined : follow(written, field.split("."))
}

/** Where the code writes a field of an exported target. */
export const locateTarget = (
  source: SourceFile,
  exported: string,
  field: string | undefined,
): Node | undefined => {
  const initializer = source.getVariableDeclaration(exported)?.getInitializer()
  return initializer === undefined || field === undefined
    ? initializer
    : follow(initializer, field.split("."))
}
