import { sizesFor } from "./encoder.ts"
import type { Found } from "./found.ts"
import { quoted } from "./names.ts"
import { testShare } from "./testShare.ts"

/** Phantoms, which need no data: so many that a fifth, drawn by seed 0, has both classes. */
export const phantomSet: Found = {
  what: "phantoms",
  constructor: "phantom",
  options: ["subjects: 15,", "size: 48,"],
  modalities: ["t1n", "t1c", "t2w", "t2f"],
  regions: ["WT", "TC", "ET"],
  classes: ["subtype"],
  subjects: 15,
  patients: 15,
  shape: [48, 48, 48],
  notes: [],
}

const listed = (lengths: readonly number[]): string =>
  new Set(lengths).size === 1 ? String(lengths[0]) : `[${lengths.join(", ")}]`

/** Steps of the hybrid mask that a number of modalities allows. */
const masksFor = (modalities: number): readonly string[] => [
  ...(modalities > 2 ? ["modalityMask({ count: 1 })"] : []),
  "positionMask({ ratio: 0.5 })",
  ...(modalities > 1 ? ["patchMask({ ratio: 0.5 })"] : []),
]

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${" ".repeat(by)}${line}`).join("\n")

/** A first experiment on a data set: pre-training by MAE and M2-MAE against none, and what follows. */
export const experimentText = (found: Found, name: string): string => {
  const { crop, patch } = sizesFor(found.shape, 96)
  const small = sizesFor(found.shape, 48)
  const masks = masksFor(found.modalities.length)
  const test = testShare(found)
  const segments = found.regions.length > 0
  const classes = found.classes[0]
  const columns = [
    ...found.regions.flatMap((region) => [`segment.dice.${region}`, `segment.hd95.${region}`]),
    ...(classes === undefined ? [] : ["classify.auc"]),
    "pretraining.varianceRatio",
  ]
  const tasks = [
    ...(segments
      ? [
          "segment: segmentation({",
          "  network: unetr({ features: 16 }),",
          `  regions: [${found.regions.map(quoted).join(", ")}],`,
          "  metrics: [",
          '    dice({ empty: "one" }),',
          '    hd95({ implementation: "monai", spacing: "mm", empty: "drop" }),',
          "  ],",
          "  epochs: 1000,",
          "  optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),",
          "}),",
        ]
      : []),
    ...(classes === undefined
      ? []
      : [
          "classify: classification({",
          `  label: ${quoted(classes)},`,
          "  network: linearProbe(),",
          "  optimizer: adam({ lr: 1e-3 }),",
          "}),",
        ]),
  ]
  const imports = [
    "adam",
    ...(classes === undefined ? [] : ["classification", "linearProbe"]),
    ...(segments ? ["dice", "hd95", "segmentation", "unetr"] : []),
    found.constructor,
    "experiment",
    "grid",
    "levels",
    "losses",
    "m2mae",
    "mae",
    ...masks.map((mask) => mask.split("(")[0] ?? ""),
    "reconstructions",
    "scratch",
    "table",
    "vit",
  ].toSorted((one, other) => one.localeCompare(other))
  return `/**
 * ${found.what}: no pre-training, MAE and M2-MAE.
 *
 * Minutes, to see that all works:  npx ablate run ${name}.ts --scale smoke
 * The paper's setting:             npx ablate run ${name}.ts
 */
import {
${indented(
  imports.map((each) => `${each},`),
  2,
)}
} from "ablate"

const pretrain = {
  epochs: 1000,
  batch: 4,
  optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
}

const base = experiment({
  name: ${quoted(name)},
  dataset: ${found.constructor}({
${indented([...found.options, `split: { test: ${test}, seed: 0 },`], 4)}
  }),
  encoder: vit({ crop: ${listed(crop)}, patch: ${listed(patch)}, width: 768, depth: 12, heads: 12 }),
  pretraining: m2mae({
    mask: [${masks.join(", ")}],
    pbt: levels(3, 6, 9, 12),
    ...pretrain,
  }),
${tasks.length === 0 ? "  tasks: {},\n" : `  tasks: {\n${indented(tasks, 4)}\n  },\n`}  seeds: [0, 1, 2],
  scales: {
    smoke: {
      "encoder.crop": ${listed(small.crop)},
      "encoder.patch": ${listed(small.patch)},
      "encoder.width": 96,
      "encoder.depth": 4,
      "encoder.heads": 4,
      "pretraining.pbt": levels(1, 2, 3, 4),
      "pretraining.epochs": 4,
      "pretraining.batch": 2,
      "pretraining.optimizer": adam({ lr: 2e-3, weightDecay: 0.05, warmup: 2 }),
${
  segments
    ? `      "tasks.segment.network": unetr({ features: 8 }),
      "tasks.segment.epochs": 4,
      "tasks.segment.batch": 2,
      "tasks.segment.optimizer": adam({ lr: 1e-3, weightDecay: 1e-5, warmup: 1 }),
`
    : ""
}      seeds: [0],
    },
  },
})

const study = grid(base, {
  pretraining: { Scratch: scratch(), MAE: mae(pretrain), "M2-MAE": base.pretraining },
})

export const results = table({
  name: "results",
  caption: "${segments ? "Segmentation by UNETR" : "Pre-training"} from scratch, after MAE and after M2-MAE",
  study,
  columns: [
${indented(
  columns.map((column) => `${quoted(column)},`),
  4,
)}
  ],
})

export const curves = losses({ name: "losses", caption: "Training losses", study })

export const recovered = reconstructions({
  name: "reconstructions",
  caption: "Masked test subjects and what each method makes of them",
  study,
})
`
}
