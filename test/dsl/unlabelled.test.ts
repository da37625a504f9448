import {
  adam,
  brats2023,
  classification,
  dice,
  experiment,
  linearProbe,
  mae,
  segmentation,
  unetr,
  vit,
} from "ablate"
import { expect, it } from "vitest"
import type { Cohort } from "../../dsl/cohort.ts"
import { experimentFaults } from "../../dsl/faults.ts"

const optimizer = adam({ lr: 1e-3 })
const grade = { csv: "labels.csv", id: "ID", column: "Grade", negative: "LGG" }
const scores = {
  server: "BraTS 2023",
  folder: "scores",
  subject: "Label",
  columns: { "dice.WT": "Dice_WT", "dice.ET": "Dice_ET" },
}

const faultsOf = (
  unlabelled: object,
  test: number,
  own: object = {},
  cohort: Cohort | null = null,
): readonly string[] =>
  experimentFaults(
    experiment({
      name: "served",
      dataset: brats2023({ root: "a", labels: { grade }, split: { test, seed: 0 }, ...unlabelled }),
      encoder: vit({ crop: 32, patch: 8, width: 24, depth: 3, heads: 3 }),
      pretraining: mae({ epochs: 1, batch: 1, optimizer }),
      tasks: {
        segmentation: segmentation({
          regions: ["WT", "ET"],
          metrics: [dice()],
          network: unetr(),
          optimizer,
          epochs: 1,
          ...own,
        }),
        classification: classification({
          label: "grade",
          network: linearProbe(),
          optimizer,
          cohort,
        }),
      },
      seeds: [0],
    }),
  ).map(({ what, where }) => `${where.field}: ${what}`)

const cohort: Cohort = { among: "grade", test: 2, seed: 0, overlap: "pretraining" }
const unlabelled = { unlabelled: "b" }

it("takes a server's scores of subjects without labels", () => {
  expect(faultsOf(unlabelled, 0, { scores }, cohort)).toEqual([])
})

it("says that nobody can measure, that others are held out, and which columns are wrong", () => {
  expect(faultsOf(unlabelled, 2)).toEqual([
    "dataset.split.test: subjects without labels are tested, and others are held out too",
    "tasks.segmentation: the test subjects have no labels, so nothing can be measured",
    "tasks.classification: the test subjects have no labels, so nothing can be measured",
  ])
  expect(faultsOf({}, 2, { scores })).toEqual([
    "tasks.segmentation.scores: a server scores subjects without labels, and the task tests others",
  ])
  const columns = { "dice.WT": "Dice_WT", "hd95.WT": "HD95_WT" }
  expect(faultsOf(unlabelled, 0, { scores: { ...scores, columns } }, cohort)).toEqual([
    "tasks.segmentation.scores.columns: no column of the server's table is named for dice.ET",
    "tasks.segmentation.scores.columns.hd95.WT: the task does not measure hd95.WT",
  ])
})
