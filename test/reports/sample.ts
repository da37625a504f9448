import { metricDefinitions } from "../../dsl/metric.ts"
import { parseColumn } from "../../dsl/column.ts"
import { Result } from "effect"
import { auc, table } from "../../dsl/index.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { draws } from "./draws.ts"
import { reportTable } from "../../reports/report.ts"
import { awkward, diceNan, hd95Monai, run, study } from "./study.ts"

const subjects = ["p1", "p2"]

const measured = (
  arm: string,
  seed: number,
  column: string,
  values: readonly (number | null)[],
): Measurement => ({
  arm,
  seed,
  column: parseColumn(column),
  metric: column.includes("hd95") ? hd95Monai : diceNan,
  subjects,
  values,
  population: "one",
  run: run(`${arm.slice(0, 3)}${seed}`, seed),
})

const auroc = (arm: string, seed: number, value: number): Measurement => ({
  arm,
  seed,
  column: parseColumn("subtype.auc"),
  metric: auc(),
  value,
  population: "one",
  run: run(`auc${seed}`, seed),
})

const target = table({
  name: "Table 1",
  caption: "100% of #1 & {2}_a",
  study,
  columns: ["glioma.dice.WT", "glioma.dice.ET", "glioma.hd95.WT", "subtype.auc"],
})

/** Scratch lacks its HD95, MAE one seed's AUC, and the awkward arm drops a subject. */
export const sample = Result.getOrThrow(
  reportTable(
    target,
    [
      ...[0, 1].flatMap((seed) => [
        measured("scratch", seed, "glioma.dice.WT", [0.5, 0.7 + seed / 10]),
        measured("MAE", seed, "glioma.dice.WT", [0.9, 0.9]),
        measured(awkward, seed, "glioma.dice.WT", [0.8, 0.8]),
        measured("scratch", seed, "glioma.dice.ET", [0.25, 0.25]),
        measured("MAE", seed, "glioma.dice.ET", [0.75, 0.75]),
        measured(awkward, seed, "glioma.dice.ET", [0.75, null]),
        measured("MAE", seed, "glioma.hd95.WT", [8, 12]),
        measured(awkward, seed, "glioma.hd95.WT", [4, 6]),
        auroc("scratch", seed, 0.5),
      ]),
      auroc("MAE", 0, 0.625),
    ],
    draws,
    metricDefinitions,
  ),
)
