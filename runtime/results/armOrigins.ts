import type { AnyDefinition } from "../../dsl/component.ts"
import { namedArms, type Target } from "../../dsl/target.ts"
import { fieldOrigins, type FieldOrigin, type Written } from "./fieldOrigins.ts"

/** An arm of a file, with where its values come from. */
export interface ArmOrigins {
  readonly name: string
  /** Tables and figures that have it; others may have another arm of the name. */
  readonly targets: readonly string[]
  readonly fields: readonly FieldOrigin[]
}

/** What a file says of arms, with the place of each value. */
export interface Located {
  readonly targets: readonly Target[]
  readonly definitions: readonly AnyDefinition[]
  readonly written: (target: string, arm: string, field: string) => ReturnType<Written>
}

/** The arms of a file, each once however many tables and figures have it. */
export const armOrigins = ({ targets, definitions, written }: Located): readonly ArmOrigins[] => {
  const all = targets.flatMap((target) =>
    [...namedArms([target])].map(([name, arm]) => ({ name, arm, target: target.name })),
  )
  const alike = Map.groupBy(all, ({ name, arm }) => JSON.stringify([name, arm.experiment]))
  return [...alike.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { name, arm, target } = first
    const fields = fieldOrigins(arm, definitions, (field) => written(target, name, field))
    return [{ name, targets: [...new Set(own.map((each) => each.target))], fields }]
  })
}

/** An arm's name, with a table or figure before it where others have another arm of the name. */
export const armLabel = ({ name, targets }: ArmOrigins, all: readonly ArmOrigins[]): string =>
  all.filter((each) => each.name === name).length === 1 ? name : `${targets[0] ?? ""}/${name}`
