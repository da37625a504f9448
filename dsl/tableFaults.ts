import { suggestion } from "./closest.ts"
import type { Fault } from "./fault.ts"
import type { Table } from "./target.ts"

const unknownArm = ({ name, compare, study }: Table): readonly Fault[] => {
  const arms = study.arms.map((arm) => arm.name)
  return compare === null || arms.includes(compare.with)
    ? []
    : [
        {
          what: `table ${name} compares with "${compare.with}", which is no arm`,
          where: { field: "compare.with" },
          expected: `one of ${arms.join(", ")}`,
          hint: suggestion(compare.with, arms),
        },
      ]
}

const badInterval = ({ name, interval }: Table): readonly Fault[] => {
  if (interval === null) return []
  const { samples, level, seed } = interval
  const rejected = [
    ...(Number.isInteger(samples) && samples >= 100
      ? []
      : [{ field: "samples", value: samples, expected: "a whole number from 100 on" }]),
    ...(level > 0 && level < 1
      ? []
      : [{ field: "level", value: level, expected: "a share between 0 and 1, such as 0.95" }]),
    ...(Number.isInteger(seed) && seed >= 0
      ? []
      : [{ field: "seed", value: seed, expected: "a whole number from 0 on" }]),
  ]
  return rejected.map(({ field, value, expected }) => ({
    what: `table ${name}: interval.${field} is ${value}`,
    where: { field: `interval.${field}` },
    expected,
  }))
}

/** What is wrong with how a table compares its arms. */
export const tableFaults = (table: Table): readonly Fault[] => [
  ...unknownArm(table),
  ...badInterval(table),
]
