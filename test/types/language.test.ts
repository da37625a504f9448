import { resolve } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { openSource } from "../../runtime/check/source.ts"
import { typeFaults } from "../../runtime/check/typeFaults.ts"

const prelude = `
import {
  ablate, accuracy, adam, arms, auc, brats2023, classification, defineMetric, defineTask, dice, experiment, grid, hd95, levels,
  lines, linearProbe, m2mae, mae, modalityMask, patchMask, phantom, positionMask, powerset, residualEncoder, scratch,
  segmentation, segmentations, table, tsne, unetr, valueFields, vary, vit, volumes, wilcoxon,
} from "ablate"
import { table3 } from "ablate/paper"
const optimizer = adam({ lr: 1e-4 })
const encoder = vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })
const idh = { csv: "$IDH", id: "ID", column: "IDH", negative: ["wildtype"], positive: ["mutant"] }
const dataset = brats2023({ root: "$BRATS2023", labels: { idh } })
const pretraining = m2mae({
  mask: [modalityMask(), positionMask(), patchMask()],
  pbt: levels(3, 6, 9, 12), epochs: 10, batch: 4, optimizer,
})
const glioma = segmentation({
  network: unetr(), regions: ["WT", "ET"], metrics: [dice()], epochs: 10, optimizer,
})
const base = experiment({
  name: "base", dataset, encoder, pretraining, seeds: [0],
  tasks: { glioma, idh: classification({ label: "idh", network: linearProbe(), optimizer }) },
})
const extent = defineMetric({
  kind: "extent", doc: "x", implementation: "file:///x.ts", of: "masks", per: "subject", title: "Extent",
  unit: () => "mm", digits: 1, better: "lower", convention: () => "x", fields: {},
})
const measured = experiment({
  ...base, name: "measured",
  tasks: { ms: segmentation({ network: unetr(), regions: ["WT"], metrics: [extent()], epochs: 1, optimizer }) },
})
const error = defineMetric({
  kind: "error", doc: "x", implementation: "file:///x.ts", of: "value", per: "subject", title: "Error",
  unit: () => "years", digits: 1, better: "lower", convention: () => "x", fields: {},
})
const regression = defineTask({
  kind: "regression", doc: "x", implementation: "file:///x.ts", of: "value", fields: valueFields,
})
const learning = { network: linearProbe(), epochs: 1, optimizer }
const cohort = { ...dataset, values: { age: null } }
const aging = experiment({
  ...base, name: "aging", dataset: cohort,
  tasks: { age: regression({ value: "age", metrics: [error()], ...learning }) },
})
void table({ name: "t", study: grid(aging, {}), columns: ["age.error"] })
const ages = { csv: "x", id: "id", column: "age" }
const clinic = volumes({ root: "x", modalities: { t1: "{id}.nii" }, values: { age: ages } })
void experiment({ ...aging, dataset: clinic })
const sizes: number[] = [4, 8]
const byDepth = grid(base, { "encoder.depth": Object.fromEntries(sizes.map((depth) => ["d" + depth, depth])) })
const twoFactors = grid(base, { "encoder.depth": [4, 8], pretraining: { M2: pretraining } })
for (const each of [byDepth, twoFactors])
  void table({ name: "t", study: each, columns: [], compare: wilcoxon({ with: "d4" }) })
void grid(base, { "tasks.glioma.network.features": [8, 16], "tasks.glioma.optimizer.lr": [1e-3, 1e-4] })
const named = grid(base, { pretraining: { Scratch: scratch(), M2: pretraining } })
const published = { source: "x", columns: { brats2023: ["glioma.dice.WT"] }, rows: { Scratch: ["80.00"], M2: ["81.00"] } } as const
void table({ name: "t", study: named, columns: [], published: { from: published, draw: "both" } })
void table({ name: "t", study: arms(base, vary("pretraining.mask", { none: [], modality: [], all: [] })), columns: [], published: { from: table3, draw: "difference" } })
const byLoop = Object.fromEntries(["epochs", "batch"].map((field) => [field, { ["pretraining." + field]: 3 }]))
void table({ name: "t", study: arms(base, byLoop), columns: ["glioma.dice.WT"] })
const study = ablate(base, { "pretraining.mask": powerset(base.pretraining.mask) })
`

/** Code that must not compile, and what the author is told. */
const refused: readonly {
  readonly title: string
  readonly code: string
  readonly says: readonly string[]
}[] = [
  {
    title: "a region the data set does not have",
    code: `experiment({ ...base, tasks: { glioma: segmentation({ network: unetr(), regions: ["WX"], metrics: [dice()], epochs: 1, optimizer }) } })`,
    says: ['"WX"', "not assignable", '"ET"', '"TC"', '"WT"'],
  },
  {
    title: "a label the data set does not have",
    code: `experiment({ ...base, tasks: { x: classification({ label: "idhh", network: linearProbe(), optimizer }) } })`,
    says: [`'"idhh"' is not assignable to type '"idh"'`],
  },
  {
    title: "a label of a data set without label tables",
    code: `experiment({ ...base, dataset: brats2023({ root: "x" }), tasks: { x: classification({ label: "idh", network: linearProbe(), optimizer }) } })`,
    says: [`'"idh"' is not assignable to type 'never'`],
  },
  {
    title: "a modality the data set does not have",
    code: `const channels: readonly (typeof dataset.modalities)[number][] = ["flair"]`,
    says: ['"flair"', "not assignable", '"t1c"', '"t1n"', '"t2f"', '"t2w"'],
  },
  {
    title: "a level past the encoder's depth",
    code: `experiment({ ...base, pretraining: m2mae({ mask: [], pbt: levels(3, 13), epochs: 1, batch: 1, optimizer }) })`,
    says: ["'13' is not assignable to type '1 | 2 | 3 | 4 | ", "12"],
  },
  {
    title: "a level past a convolutional encoder's stages",
    code: `experiment({ ...base, encoder: residualEncoder({ crop: 96, depth: 3 }), pretraining: m2mae({ mask: [], pbt: levels(2, 4), epochs: 1, batch: 1, optimizer }) })`,
    says: ["'4' is not assignable to type '1 | 2 | 3'"],
  },
  {
    title: "a classification metric on a segmentation",
    code: `segmentation({ network: unetr(), regions: ["WT"], metrics: [auc()], epochs: 1, optimizer })`,
    says: ["a metric of classifications cannot score a segmentation", "dice()"],
  },
  {
    title: "an HD95 without its convention",
    code: `hd95()`,
    says: ["Expected 1 arguments, but got 0"],
  },
  {
    title: "an HD95 under a convention that does not exist",
    code: `hd95({ implementation: "monia", spacing: "mm", empty: "drop" })`,
    says: ['"monia"', "not assignable", 'did you mean "monai"?'],
  },
  {
    title: "a policy on empty masks for BraTS 2023's HD95, which fixes its own",
    code: `hd95({ implementation: "brats2023", spacing: "mm", empty: "drop" })`,
    says: ["'empty' does not exist in type"],
  },
  {
    title: "medpy's HD95 without a policy on empty masks, where medpy raises",
    code: `hd95({ implementation: "medpy", spacing: "mm" })`,
    says: ["'empty' is missing"],
  },
  {
    title: "a column nobody measures",
    code: `table({ name: "t", study, columns: ["glioma.dice.TC"] })`,
    says: ['"glioma.dice.TC"', "not assignable", '"glioma.dice.WT"', '"idh.auc"'],
  },
  {
    title: "a column of a metric that the task does not declare, though another one has it",
    code: `table({ name: "t", study, columns: ["glioma.hd95.WT"] })`,
    says: ['"glioma.hd95.WT"', "not assignable", '"glioma.dice.WT"'],
  },
  {
    title: "a misspelt column of a metric from outside",
    code: `table({ name: "t", study: grid(measured, {}), columns: ["ms.extend.WT"] })`,
    says: ['"ms.extend.WT"', `did you mean "ms.extent.WT"?`],
  },
  {
    title: "a metric of masks on a classification",
    code: `classification({ label: "idh", network: linearProbe(), optimizer, metrics: [extent()] })`,
    says: ["a metric of segmentations cannot score a classification", "auc()"],
  },
  {
    title: "a metric of masks with one number for the set",
    code: `defineMetric({ kind: "k", doc: "x", implementation: "x", of: "masks", per: "set", title: "K", unit: () => "%", digits: 1, better: "higher", convention: () => "x", fields: {} })`,
    says: [`'"set"' is not assignable to type '"subject"'`],
  },
  {
    title: "a metric without its direction",
    code: `defineMetric({ kind: "k", doc: "x", implementation: "x", of: "value", per: "set", title: "K", unit: () => "%", digits: 1, convention: () => "x", fields: {} })`,
    says: ["'better' is missing"],
  },
  {
    title: "a value the data set does not have",
    code: `experiment({ ...aging, tasks: { age: regression({ value: "ages", metrics: [error()], ...learning }) } })`,
    says: [`'"ages"' is not assignable to type '"age"'`],
  },
  {
    title: "a metric of probabilities on a task of numbers",
    code: `regression({ value: "age", metrics: [auc()], ...learning })`,
    says: ["a metric of classifications cannot score a task that predicts a number", 'of: "value"'],
  },
  {
    title: "a misspelt column of a task from outside",
    code: `table({ name: "t", study: grid(aging, {}), columns: ["age.eror"] })`,
    says: [`did you mean "age.error"?`],
  },
  {
    title: "a task of numbers without the fields of one",
    code: `experiment({ ...aging, tasks: { age: defineTask({ kind: "k", doc: "x", implementation: "x", of: "value", fields: {} })() } })`,
    says: ["is missing the following properties", "standardize"],
  },
  {
    title: "a factor that is no field of the experiment",
    code: `grid(base, { "pretraining.masks": [[]] })`,
    says: [`'"pretraining.masks"' does not exist in type`],
  },
  {
    title: "a factor's value of another type",
    code: `grid(base, { "pretraining.batch": ["four"] })`,
    says: ["'string' is not assignable to type 'number'"],
  },
  {
    title: "a component of another family as a factor's value",
    code: `grid(base, { pretraining: [unetr()] })`,
    says: [`'"network"' is not assignable to type '"objective"'`],
  },
  {
    title: "a scale that replaces no field",
    code: `experiment({ name: "x", dataset, encoder, pretraining, seeds: [0], tasks: { glioma }, scales: { smoke: { "encoder.crp": 48 } } })`,
    says: [`'"encoder.crp"' does not exist in type`],
  },
  {
    title: "a network where a mask step belongs",
    code: `m2mae({ mask: [unetr()], pbt: levels(1), epochs: 1, batch: 1, optimizer })`,
    says: [`'"network"' is not assignable to type '"mask"'`],
  },
  {
    title: "a required field left out",
    code: `vit({ crop: 96, patch: 16, width: 768, depth: 12 })`,
    says: ["'heads' is missing"],
  },
  {
    title: "a figure of a task that segments nothing",
    code: `segmentations({ name: "f", study, task: "idh" })`,
    says: [`'"idh"' is not assignable to type '"glioma"'`],
  },
  {
    title: "a comparison with no arm of a grid, though a record names them",
    code: `table({ name: "t", study: grid(base, { pretraining: { Scratch: scratch(), M2: pretraining } }), columns: [], compare: wilcoxon({ with: "Scrach" }) })`,
    says: [`'"Scrach"' is not assignable to type '"M2" | "Scratch"'`, `did you mean "Scratch"?`],
  },
  {
    title: "a comparison with no arm of one factor at a time",
    code: `table({ name: "t", study: ablate(base, { "encoder.depth": [4, 8], pretraining: { M2: pretraining } }), columns: [], compare: wilcoxon({ with: "5" }) })`,
    says: ["'\"5\"' is not assignable to type", '"4"', '"8"', '"M2"'],
  },
  {
    title: "an arm that was renamed since its published numbers were written down",
    code: `table({ name: "t", study: grid(base, { pretraining: { Scratch: scratch(), "M2-MAE": pretraining } }), columns: [], published: { from: published, draw: "both" } })`,
    says: ["'\"M2-MAE\"' is missing", 'give "M2-MAE"'],
  },
  {
    title: "an arm that a table of the paper does not have",
    code: `table({ name: "t", study: arms(base, { "modality mask": {}, all: {} }), columns: [], published: { from: table3, draw: "both" } })`,
    says: ["modality mask"],
  },
  {
    title: "a column of a metric that the task does not have",
    code: `table({ name: "t", study, columns: ["glioma.hd95.WT"] })`,
    says: ["give glioma the metric hd95"],
  },
  {
    title: "a value of an option that has a name for its values",
    code: `table({ name: "t", study, columns: [], spread: "seed" })`,
    says: ['did you mean "seeds"?'],
  },
  {
    title: "a field of a stub that is none",
    code: `table({ name: "t", study, columns: [], stub: [{ heading: "E", field: "pretraining.epoch" }] })`,
    says: ['did you mean "pretraining.epochs"?'],
  },
  {
    title: "a row of no arm, where a list may stand too",
    code: `table({ name: "t", study: named, columns: [], rows: [{ Scrach: "a" }] })`,
    says: ["one of M2, Scratch\n", 'did you mean "Scratch"?'],
  },
  {
    title: "a promise of a study",
    code: `table({ name: "t", study: Promise.resolve(study), columns: ["glioma.dice.WT"] })`,
    says: ["`study` is a promise of one", "study: await Promise.resolve(study)"],
  },
  {
    title: "a function that makes a study",
    code: `table({ name: "t", study: () => study, columns: ["glioma.dice.WT"] })`,
    says: ["`study` is a function"],
  },
  {
    title: "a cast that Node does not strip",
    code: `const two = <number>2`,
    says: ["write: 2 as number"],
  },
  {
    title: "a figure of lines over no field",
    code: `lines({ name: "f", study, factor: "tasks.glioma.labelFractoin", columns: ["glioma.dice.WT"] })`,
    says: [`'"tasks.glioma.labelFractoin"' is not assignable`],
  },
  {
    title: "a figure of features coloured by no label",
    code: `tsne({ name: "f", study, label: "grade" })`,
    says: [`'"grade"' is not assignable to type '"idh"'`],
  },
]

describe("the language refuses, before anything runs,", () => {
  const messages = new Map<number, readonly string[]>()

  beforeAll(() => {
    const first = prelude.split("\n").length
    const text = prelude + refused.map(({ code }) => `void (() => { ${code} })`).join("\n")
    for (const fault of typeFaults(openSource(resolve("experiments/refused.ts"), text))) {
      const index = (fault.where.line ?? 0) - first
      const said = [fault.what, fault.expected ?? "", fault.hint ?? ""]
      messages.set(index, [...(messages.get(index) ?? []), ...said])
    }
  }, 60_000)

  it.each(refused.map((entry, index) => ({ ...entry, index })))("$title", ({ says, index }) => {
    const message = messages.get(index)?.join("\n") ?? "it compiles"
    for (const part of says) expect(message).toContain(part)
  })

  it("and nothing else", () => {
    expect([...messages.keys()].filter((index) => refused[index] === undefined)).toEqual([])
  })
})
