import { ts } from "ts-morph"
import { nodeAt } from "./placeOfType.ts"
import type { Source } from "./source.ts"

/** Parts of an experiment whose types give way to the widest where one value in them does not fit. */
const parts = ["pretraining", "tasks"] as const

/** An `experiment` whose types gave way, and in which part. */
interface Given {
  readonly call: ts.CallExpression
  readonly part: string
}

const isWithin = (node: ts.Node, outer: ts.Node): boolean =>
  ts.findAncestor(node, (each) => each === outer) !== undefined

const isExperiment = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.getText() === "experiment"

const givenAt = (node: ts.Node): Given | undefined => {
  const call = ts.findAncestor(node, isExperiment)
  const [options] = call?.arguments ?? []
  if (call === undefined || options === undefined || !ts.isObjectLiteralExpression(options))
    return undefined
  const member = options.properties.find((each) => isWithin(node, each))
  const part = parts.find((each) => member?.name?.getText() === each)
  return part === undefined ? undefined : { call, part }
}

/** The statement that declares what a name stands for, in this file or another. */
const declaring = (name: ts.Identifier, checker: ts.TypeChecker): ts.Node | undefined => {
  const symbol = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name)
  const aliased =
    symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0
      ? checker.getAliasedSymbol(symbol)
      : symbol
  return ts.findAncestor(aliased?.valueDeclaration, ts.isStatement)
}

/** Whether a statement comes to one of the calls, through the names that it reads. */
const leadsTo = (from: ts.Node, { call }: Given, { program, authors }: Source): boolean => {
  const checker = program.getTypeChecker()
  const seen = new Set<ts.Node>()
  const visit = (node: ts.Node): boolean => {
    if (node === call) return true
    const next = ts.isIdentifier(node) ? declaring(node, checker) : undefined
    return (next !== undefined && look(next)) || ts.forEachChild(node, visit) === true
  }
  const look = (node: ts.Node): boolean => {
    if (seen.has(node) || !authors.includes(node.getSourceFile())) return false
    seen.add(node)
    return visit(node)
  }
  return look(from)
}

const typesIn = (message: string | ts.DiagnosticMessageChain): string =>
  typeof message === "string"
    ? message
    : [message.messageText, ...(message.next ?? []).map(typesIn)].join("\n")

const valueOf = (node: ts.Node): ts.Node =>
  ts.isPropertyAssignment(node.parent) && node.parent.name === node ? node.parent.initializer : node

/** Whether a diagnostic speaks of a part of an experiment: by a path, by an access, or of what it has none of. */
const speaksOf = (part: string, node: ts.Node, { messageText }: ts.Diagnostic): boolean => {
  const isPath = (text: string): boolean => new RegExp(`^["'\`]${part}\\.`).test(text)
  const read = ts.isPropertyAccessExpression(node.parent) ? node.parent : node
  return (
    isPath(valueOf(node).getText()) ||
    ts.findAncestor(
      node,
      (each) => ts.isPropertyAssignment(each) && isPath(each.name.getText()),
    ) !== undefined ||
    (ts.isPropertyAccessExpression(read) && new RegExp(`\\.${part}\\b`).test(read.getText())) ||
    (part === "tasks" && / type 'never'/.test(typesIn(messageText)))
  )
}

/**
 * Diagnostics without those that follow from another: where a value of an experiment does not fit,
 * its part loses its types, and what reads the part elsewhere no longer fits either.
 */
export const withoutDerived = (
  source: Source,
  diagnostics: readonly ts.Diagnostic[],
): readonly ts.Diagnostic[] => {
  const nodes = new Map(diagnostics.map((each) => [each, nodeAt(each)]))
  const given = [...nodes.values()].flatMap((node) => (node && givenAt(node)) ?? [])
  return diagnostics.filter((diagnostic) => {
    const node = nodes.get(diagnostic)
    const statement = ts.findAncestor(node, ts.isStatement)
    if (node === undefined || statement === undefined) return true
    return !given.some(
      (each) =>
        !isWithin(node, each.call) &&
        speaksOf(each.part, node, diagnostic) &&
        leadsTo(statement, each, source),
    )
  })
}
