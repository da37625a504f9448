import { ts } from "ts-morph"
import { mismatchOf, strangersIn } from "./explainType.ts"
import type { Follower } from "./follow.ts"

/** The innermost node where a diagnostic begins. */
export const nodeAt = ({ file, start }: ts.Diagnostic): ts.Node | undefined => {
  if (file === undefined || start === undefined) return undefined
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) > start || node.end <= start) return
    found = node
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return found
}

const ofProperty = 2326
const ofPath = 2200

/** The path of properties along which two types differ, from the chain of a message. */
const pathOf = (chain: string | ts.DiagnosticMessageChain): readonly string[] => {
  if (typeof chain === "string") return []
  const [next] = chain.next ?? []
  const inner = next === undefined ? [] : pathOf(next)
  if (chain.code !== ofProperty && chain.code !== ofPath) return inner
  const [, name = ""] = /'([^']+)'/.exec(chain.messageText) ?? []
  return [...name.replaceAll('"', "").split("."), ...inner]
}

const isText = (node: ts.Node, text: string): boolean =>
  (ts.isStringLiteral(node) && JSON.stringify(node.text) === text) ||
  (ts.isNumericLiteral(node) && node.text === text)

/** The expression that a node at the start of a diagnostic speaks of. */
const spokenOf = (node: ts.Node, end: number): ts.Node => {
  const { parent } = node
  if (ts.isPropertyAssignment(parent) && parent.name === node) return parent.initializer
  // The diagnostic spans a whole call or access that begins with this name.
  return parent.getStart() === node.getStart() && parent.end <= end && ts.isExpression(parent)
    ? spokenOf(parent, end)
    : node
}

/** Where the value is written that a diagnostic complains of, through names and spreads. */
export const placeOfType = (
  diagnostic: ts.Diagnostic,
  node: ts.Node,
  { follow, nameOf }: Follower,
): ts.Node => {
  const [stranger] = strangersIn(diagnostic)
  if (stranger !== undefined) return nameOf({ node, around: undefined }, stranger) ?? node
  const path = pathOf(diagnostic.messageText)
  const mismatch = mismatchOf(diagnostic)
  if (mismatch === undefined) return node
  const end = (diagnostic.start ?? 0) + (diagnostic.length ?? 0)
  const spoken = spokenOf(node, end)
  const here = { node: spoken, around: undefined }
  const reached = follow(here, path).node
  const list = follow({ node: reached, around: undefined }, []).node
  if (ts.isArrayLiteralExpression(list)) {
    const element = list.elements.find((each) => isText(each, mismatch.given))
    if (element !== undefined) return element
  }
  if (ts.isCallExpression(list)) {
    const argument = list.arguments.find((each) => isText(each, mismatch.given))
    if (argument !== undefined) return argument
  }
  return reached === spoken ? node : reached
}
