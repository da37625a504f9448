/** Tasks from outside, each beside a built-in one that it can be reckoned from. */
import {
  adam,
  auc,
  classification,
  dice,
  experiment,
  grid,
  linearProbe,
  phantom,
  scratch,
  table,
  unetr,
  vit,
} from "ablate"
import { meanAbsoluteError } from "../extension/meanAbsoluteError.ts"
import { regression } from "../extension/regression.ts"
import { doubled } from "./doubled.ts"
import { everywhere } from "./everywhere.ts"
import { guess } from "./guess.ts"
import { share } from "./share.ts"
import { squaredError } from "./squaredError.ts"

/** Steps so small that no float changes. */
const still = adam({ lr: 1e-30 })
const metrics = [meanAbsoluteError({ unit: "brain half lengths" })]
const head = { network: linearProbe(), optimizer: still, epochs: 1, batch: 8 }
const radius = { value: "radius", metrics, ...head } as const

const base = experiment({
  name: "tasks",
  dataset: phantom({ size: 16, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 8, width: 12, depth: 4, heads: 2 }),
  pretraining: scratch(),
  tasks: {
    learnt: regression({ ...radius, optimizer: adam({ lr: 1e-2 }), epochs: 20 }),
    still: regression(radius),
    raw: regression({ ...radius, standardize: false }),
    share: share({ ...radius, standardize: false }),
    guess: guess(radius),
    subtype: classification({ label: "subtype", ...head }),
    doubled: doubled({ label: "subtype", metrics: [auc()], ...head }),
    lesion: squaredError({
      network: unetr({ features: 4 }),
      regions: ["WT"],
      metrics: [dice()],
      optimizer: still,
      epochs: 1,
    }),
    all: everywhere({
      network: unetr({ features: 4 }),
      regions: ["WT", "ET"],
      rule: "independent",
      metrics: [dice()],
      optimizer: still,
      epochs: 1,
    }),
  },
  seeds: [0],
})

export const results = table({
  name: "results",
  study: grid(base, { pretraining: { scratch: base.pretraining } }),
  columns: [
    "learnt.mae",
    "still.mae",
    "raw.mae",
    "share.mae",
    "guess.mae",
    "subtype.auc",
    "doubled.auc",
    "lesion.dice.WT",
    "all.dice.WT",
  ],
})
