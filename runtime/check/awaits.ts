import { ts } from "ts-morph"
import { positionOf, type Source } from "./source.ts"

/** Where an experiment file and what it imports wait at the top level of a module. */
export const awaitsIn = ({ authors }: Source): readonly ReturnType<typeof positionOf>[] => {
  const found: ReturnType<typeof positionOf>[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isAwaitExpression(node)) found.push(positionOf(node))
    ts.forEachChild(node, visit)
  }
  for (const source of authors) visit(source)
  return found
}
