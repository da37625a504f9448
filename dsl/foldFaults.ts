import { faultIf, faultUnless } from "./faultIf.ts"
import type { Dataset } from "./dataset.ts"
import { suggestion } from "./closest.ts"
import type { Fault } from "./fault.ts"
import { foldsOf } from "./folds.ts"
import type { Arm } from "./study.ts"

/** A split among subjects of whom something is known that the data set does not have. */
const amongFaults = ({
  kind,
  split: { among },
  labels,
  values = {},
}: Dataset): readonly Fault[] => {
  const known = [...Object.keys(labels), ...Object.keys(values)]
  if (among === undefined) return []
  return faultUnless(known.includes(among), () => ({
    what: `${kind} has no label or value "${among}"`,
    where: { field: "dataset.split.among" },
    expected: known.length === 0 ? "a data set with labels" : `one of ${known.join(", ")}`,
    hint: suggestion(among, known),
  }))
}

const crossFaults = ({ split, labels }: Dataset): readonly Fault[] => {
  const { folds, test } = split
  if (folds === undefined) return []
  const { of, stratify, fold } = folds
  const names = Object.keys(labels)
  return [
    ...faultUnless(Math.abs(test * of - 1) < 1e-9, () => ({
      what: `a test part of ${test} beside ${of} folds`,
      where: { field: "dataset.split.test" },
      expected: `1 / ${of}: a fold is the test part`,
      hint: `write split: folds(${of})`,
    })),
    ...faultUnless(stratify === undefined || names.includes(stratify), () => ({
      what: `folds are to be stratified by "${stratify}", which is no label of the data set`,
      where: { field: "dataset.split.folds.stratify" },
      expected: names.length === 0 ? "a data set with labels" : names.join(", "),
      hint: names.length === 0 ? "leave stratify out" : suggestion(stratify ?? "", names),
    })),
    ...faultUnless(fold === undefined || fold < of, () => ({
      what: `fold ${fold} of ${of}`,
      where: { field: "dataset.split.folds.fold" },
      expected: `0 to ${of - 1}`,
    })),
  ]
}

/** Arms that a table or figure over folds has no folds of. */
export const withoutFolds = (
  target: string,
  arms: readonly Arm[],
  field = "spread",
): readonly Fault[] => {
  const without = arms.filter(({ experiment }) => foldsOf(experiment.dataset.split).length < 2)
  return faultIf(without.length !== 0, () => ({
    what: `${target} is over folds, and ${without.map(({ name }) => name).join(", ")} ${without.length === 1 ? "has" : "have"} none`,
    where: { field },
    expected: "a cross-validation in every arm",
    hint: `declare it: split: folds(5); or leave ${field} out`,
  }))
}

/** What is wrong with how a data set is divided, as far as its declaration tells. */
export const foldFaults = (dataset: Dataset): readonly Fault[] => [
  ...amongFaults(dataset),
  ...crossFaults(dataset),
]
