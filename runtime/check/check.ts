import { Effect } from "effect"
import { Node } from "ts-morph"
import { builtIn } from "../../dsl/definitions.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Environment } from "../files/environment.ts"
import { Faulty } from "../faults/faulty.ts"
import { foreignDefinitions } from "../implementations/foreignDefinitions.ts"
import { loadExperimentFile, type ExperimentFile } from "./load.ts"
import { semanticFaults, type Located } from "./semanticFaults.ts"
import { openSource } from "./source.ts"
import { typeFaults, type TypeFault } from "./typeFaults.ts"

/** The smallest statement part that a type error speaks of: a property, an argument, a declaration. */
const spanOf = (node: Node | undefined): Node | undefined =>
  node?.getFirstAncestor(
    (ancestor) =>
      Node.isPropertyAssignment(ancestor) ||
      Node.isCallExpression(ancestor) ||
      Node.isArrayLiteralExpression(ancestor) ||
      Node.isVariableDeclaration(ancestor),
  )

/** A type error says again what a semantic fault inside the same code says better. */
const saidAgain = ({ start }: TypeFault, found: readonly Located[]): boolean =>
  found.some(({ node }) => {
    if (node === undefined) return false
    const span = spanOf(node.getSourceFile().getDescendantAtPos(start))
    return (
      span !== undefined && span.getStart() <= node.getStart() && node.getEnd() <= span.getEnd()
    )
  })

const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  faults.toSorted(
    (a, b) =>
      (a.where.line ?? 0) - (b.where.line ?? 0) || (a.where.column ?? 0) - (b.where.column ?? 0),
  )

/**
 * Finds every fault of an experiment file before anything runs: what the type checker finds, then
 * what the language's own rules find. Fails with all of them at once, in the order of the code.
 */
export const checkFile = Effect.fn("checkFile")(function* (
  path: string,
  environment: Environment,
): Effect.fn.Return<ExperimentFile, Faulty> {
  const loaded = yield* loadExperimentFile(path)
  const definitions = [...builtIn, ...(yield* foreignDefinitions(loaded.targets.values()))]
  const source = yield* Effect.sync(() => openSource(loaded.file))
  const semantic = semanticFaults(source, loaded.targets, definitions, environment)
  const types = typeFaults(source).filter((found) => !saidAgain(found, semantic))
  const faults = inOrder([...semantic, ...types].map((found) => found.fault))
  if (faults.length > 0) return yield* new Faulty({ faults })
  return loaded
})
