import { suggestion } from "./closest.ts"
import { columnText } from "./column.ts"
import type { Fault } from "./fault.ts"
import { measuredColumns } from "./measuredColumns.ts"
import { pathsOf } from "./replace.ts"
import type { Study } from "./study.ts"
import { conventionFaults } from "./conventionFaults.ts"
import { figureFaults } from "./figureFaults.ts"
import { tableFaults } from "./tableFaults.ts"
import type { Target } from "./target.ts"

const armFaults = (study: Study): readonly Fault[] => {
  const names = study.arms.map((arm) => arm.name)
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  const lengths = new Set(study.arms.map((arm) => Object.keys(arm.factors).length))
  const paths = new Set(study.arms.flatMap((arm) => Object.keys(arm.factors)))
  return [
    ...(study.arms.length === 0
      ? [
          {
            what: `study ${study.name} has no arms`,
            where: {},
            expected: "one value of each factor at least",
            hint: "give each factor a value",
          },
        ]
      : []),
    ...[...twice].map((name) => ({
      what: `two arms of study ${study.name} are called "${name}"`,
      where: {},
      expected: "a name of its own for each arm",
      hint: "give the values as a record: { name: value, ... }",
    })),
    ...(lengths.size > 1 && paths.size > 1
      ? [
          {
            what: `factors of study ${study.name} have unequal numbers of values`,
            where: {},
            expected: "as many values for each factor that is zipped",
            hint: `give ${[...paths].join(", ")} the same number of values`,
          },
        ]
      : []),
  ]
}

const columnFaults = (target: Target): readonly Fault[] => {
  if (!("columns" in target)) return []
  const columns = target.study.arms.flatMap((arm) => measuredColumns(arm.experiment))
  const measured = [...new Set(columns.map(({ column }) => columnText(column)))]
  return target.columns.map(columnText).flatMap((column, index) =>
    measured.includes(column)
      ? []
      : [
          {
            what: `nothing measures column "${column}"`,
            where: { field: `columns.${index}` },
            expected: `one of ${measured.join(", ")}`,
            hint: suggestion(column, measured),
          },
        ],
  )
}

const scaleFaults = (study: Study): readonly Fault[] => {
  const scales = new Map(study.arms.flatMap((arm) => Object.entries(arm.experiment.scales)))
  return [...scales].flatMap(([name, overrides]) =>
    Object.keys(overrides).flatMap((path) => {
      const paths = study.arms.flatMap((arm) => pathsOf(arm.experiment))
      return paths.includes(path)
        ? []
        : [
            {
              what: `scale "${name}" replaces "${path}", which no arm has`,
              where: { field: `scales.${name}` },
              expected: "the dotted path of a field",
              hint: suggestion(path, paths),
            },
          ]
    }),
  )
}

/** What is wrong with the studies and columns of targets, apart from their experiments. */
export const targetFaults = (target: Target): readonly Fault[] => [
  ...armFaults(target.study),
  ...scaleFaults(target.study),
  ...columnFaults(target),
  ...("columns" in target ? conventionFaults(target) : []),
  ...(target.target === "table" ? tableFaults(target) : figureFaults(target)),
]
