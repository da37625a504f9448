import type { Node, SourceFile } from "ts-morph"
import type { AnyDefinition } from "../../dsl/component.ts"
import type { Fault } from "../../dsl/fault.ts"
import { experimentFaults } from "../../dsl/faults.ts"
import type { Target } from "../../dsl/target.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { environmentFaults, type Environment } from "../files/environment.ts"
import { locateField, locateTarget } from "./locate.ts"

/** A fault with the code that has it, if the code could be found. */
export interface Located {
  readonly fault: Fault
  readonly node: Node | undefined
}

const located = (source: SourceFile, fault: Fault, node: Node | undefined): Located => {
  const file = source.getFilePath()
  if (node === undefined) return { fault: { ...fault, where: { ...fault.where, file } }, node }
  const { line, column } = source.getLineAndColumnAtPos(node.getStart())
  return { fault: { ...fault, where: { ...fault.where, file, line, column } }, node }
}

const distinct = (found: readonly Located[]): readonly Located[] => {
  const seen = new Map(
    found.map((one) => [
      `${one.fault.what} ${one.fault.where.line ?? ""} ${one.fault.where.column ?? ""}`,
      one,
    ]),
  )
  return [...seen.values()]
}

/** What is wrong with the experiments, studies and targets of a file, each where it is written. */
export const semanticFaults = (
  source: SourceFile,
  targets: ReadonlyMap<string, Target>,
  definitions: readonly AnyDefinition[],
  environment: Environment,
): readonly Located[] =>
  distinct(
    [...targets].flatMap(([exported, target]) => [
      ...targetFaults(target).map((fault) =>
        located(source, fault, locateTarget(source, exported, fault.where.field)),
      ),
      ...target.study.arms.flatMap((arm) =>
        [
          ...experimentFaults(arm.experiment, definitions),
          ...environmentFaults(arm.experiment, environment),
        ].map((fault) =>
          located(source, fault, locateField(source, arm, fault.where.field ?? "name")),
        ),
      ),
    ]),
  )
