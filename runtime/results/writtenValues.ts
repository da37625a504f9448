import type { AnyDefinition } from "../../dsl/component.ts"
import { namedArms, type Target } from "../../dsl/target.ts"
import type { WrittenValue } from "../../reports/valuesTable.ts"
import { fieldOrigins, valueText, type Written } from "./fieldOrigins.ts"

/** Values that a file writes in its arms, each with its place and the arms that have it from there. */
export const writtenValues = (
  targets: readonly Target[],
  definitions: readonly AnyDefinition[],
  writtenIn: (target: string, arm: string, field: string) => ReturnType<Written>,
): readonly WrittenValue[] => {
  const seen = new Set<unknown>()
  const all = targets.flatMap((target) =>
    [...namedArms([target])].flatMap(([name, arm]) => {
      // Tables of one study have its arms in common.
      if (seen.has(arm.experiment)) return []
      seen.add(arm.experiment)
      const written: Written = (field) => writtenIn(target.name, name, field)
      return fieldOrigins(arm, definitions, written).flatMap((origin) =>
        origin.written === undefined
          ? []
          : [
              {
                arm: name,
                field: origin.field,
                value: valueText(origin),
                place: origin.written,
              },
            ],
      )
    }),
  )
  const fields = [...Map.groupBy(all, ({ field }) => field).values()]
  return fields.flatMap((own) =>
    [...Map.groupBy(own, ({ value, place }) => JSON.stringify([value, place])).values()].flatMap(
      (alike) => {
        const [first] = alike
        if (first === undefined) return []
        const { field, value, place } = first
        const arms = [...new Set(alike.map(({ arm }) => arm))]
        return [{ field, value, place, arms: alike.length === seen.size ? null : arms }]
      },
    ),
  )
}
