import { parseColumn } from "../../dsl/column.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { diceNan, run } from "./study.ts"

/** Dice of the whole tumour of an arm at a seed, a number a subject: p0, p1 and so on. */
export const measured = (
  arm: string,
  seed: number,
  values: readonly (number | null)[],
): Measurement => ({
  arm,
  seed,
  column: parseColumn("glioma.dice.WT"),
  metric: diceNan,
  subjects: values.map((_, index) => `p${index}`),
  values,
  population: "one",
  run: run(`${arm}${seed}`, seed),
})
