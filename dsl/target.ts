import type { Column } from "./column.ts"
import type { Figure } from "./figure.ts"
import type { Arm, Study } from "./study.ts"
import type { Table } from "./table.ts"

/** What an experiment file exports. */
export type Target = Table | Figure

/** A study that a target reads, and the block that it is; empty for the only one. */
interface Read {
  readonly block: string
  readonly study: Study
  /** What is read of it, of a table and of lines. */
  readonly columns: readonly Column[] | null
}

/** The studies that a target reads. */
export const readOf = (target: Target): readonly Read[] => {
  if (target.target === "figure" && target.kind === "criticalDifference")
    return readOf(target.table)
  return target.target === "table"
    ? target.blocks.map(({ name, study, columns }) => ({ block: name, study, columns }))
    : [
        {
          block: "",
          study: target.study,
          columns: target.kind === "lines" ? target.columns : null,
        },
      ]
}

export const studiesOf = (target: Target): readonly Study[] =>
  readOf(target).map(({ study }) => study)

/** The arms of all studies that a target reads. */
export const armsOf = (target: Target): readonly Arm[] =>
  studiesOf(target).flatMap(({ arms }) => arms)

/** A target with other studies in the place of its own. */
export const withStudies = <T extends Target>(target: T, other: (study: Study) => Study): T => {
  if (target.target === "table")
    return {
      ...target,
      blocks: target.blocks.map((each) => ({ ...each, study: other(each.study) })),
    }
  return target.kind === "criticalDifference"
    ? { ...target, table: withStudies(target.table, other) }
    : { ...target, study: other(target.study) }
}

/** The name of an arm among all that a file runs: arms of blocks are told apart by these. */
export const armName = (block: string, arm: string): string =>
  block === "" ? arm : `${block}/${arm}`

/** All arms of some targets by the names under which they run. */
export const namedArms = (targets: readonly Target[]): ReadonlyMap<string, Arm> =>
  new Map(
    targets.flatMap((target) =>
      readOf(target).flatMap(({ block, study }) =>
        study.arms.map((arm) => {
          const name = armName(block, arm.name)
          return [name, { ...arm, name }] as const
        }),
      ),
    ),
  )
