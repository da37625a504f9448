import { columnText, sameColumn } from "../dsl/column.ts"
import { fault, type Fault } from "../dsl/fault.ts"
import { faultUnless } from "../dsl/faultIf.ts"
import type { BlockTable } from "../dsl/table.ts"
import { armName } from "../dsl/target.ts"
import type { Measurement } from "./measurement.ts"

const place = ({ arm, seed, fold, column }: Measurement): string =>
  `${columnText(column)} of ${arm}, seed ${seed}${fold === undefined ? "" : `, fold ${fold}`}`

const repeatedArms = (table: BlockTable): readonly Fault[] => {
  const names = Map.groupBy(table.study.arms, (arm) => arm.name)
  return [...names].flatMap(([name, arms]) =>
    faultUnless(arms.length < 2, () => ({
      what: `${arms.length} arms of table ${table.name} are called "${name}"`,
      where: {},
      expected: "a name of its own for each arm",
      hint: "name the values of the factor: a record in place of a list",
    })),
  )
}

const repeatedCells = (measurements: readonly Measurement[]): readonly Fault[] =>
  [...Map.groupBy(measurements, place)].flatMap(([where, group]) =>
    faultUnless(group.length < 2, () => ({
      what: `${group.length} measurements of ${where} (keys ${group.map(({ run }) => run.key).join(", ")})`,
      where: { field: group[0] === undefined ? "" : columnText(group[0].column) },
      expected: "one measurement an arm, seed, fold and column",
    })),
  )

const unpaired = (measurement: Measurement): readonly Fault[] =>
  "value" in measurement || measurement.values.length === measurement.subjects.length
    ? []
    : [
        fault({
          what: `${measurement.values.length} values for ${measurement.subjects.length} subjects in ${place(measurement)}`,
          where: { field: columnText(measurement.column) },
          expected: "a value or null for each subject",
        }),
      ]

const infinite = (measurement: Measurement): readonly Fault[] => {
  const values = "value" in measurement ? [measurement.value] : measurement.values
  return values.flatMap((value, index) => {
    if (value === null || Number.isFinite(value)) return []
    const subject = measurement.subjects?.[index]
    return [
      fault({
        what: `${value} in ${place(measurement)}`,
        where: {
          field: columnText(measurement.column),
          ...("value" in measurement || subject === undefined ? {} : { subject }),
        },
        expected: "a finite number, or null for what the convention drops",
      }),
    ]
  })
}

/** What makes measurements unfit for a table. */
export const measurementFaults = (
  table: BlockTable,
  measurements: readonly Measurement[],
): readonly Fault[] => {
  const shown = measurements.filter(
    ({ arm, column }) =>
      table.columns.some((own) => sameColumn(own, column)) &&
      table.study.arms.some(({ name }) => armName(table.block.name, name) === arm),
  )
  return [
    ...repeatedArms(table),
    ...repeatedCells(shown),
    ...shown.flatMap(unpaired),
    ...shown.flatMap(infinite),
  ]
}
