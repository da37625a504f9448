import type { WrittenValue } from "../../reports/valuesTable.ts"
import { armLabel, type ArmOrigins } from "./armOrigins.ts"
import { valueText } from "./fieldOrigins.ts"

/** Values that a file writes in its arms, each with its place and the arms that have it from there. */
export const writtenValues = (arms: readonly ArmOrigins[]): readonly WrittenValue[] => {
  const all = arms.flatMap((arm) => {
    const { name, targets } = arm
    const own = { name, label: armLabel(arm, arms), targets }
    return arm.fields.flatMap(({ written, ...origin }) =>
      written === undefined
        ? []
        : [{ arm: own, field: origin.field, value: valueText(origin), place: written }],
    )
  })
  const fields = [...Map.groupBy(all, ({ field }) => field).values()]
  return fields.flatMap((own) =>
    [...Map.groupBy(own, ({ value, place }) => JSON.stringify([value, place])).values()].flatMap(
      (alike) => {
        const [first] = alike
        if (first === undefined) return []
        const { field, value, place } = first
        return [
          {
            field,
            value,
            place,
            arms: alike.length === arms.length ? null : alike.map(({ arm }) => arm),
          },
        ]
      },
    ),
  )
}
