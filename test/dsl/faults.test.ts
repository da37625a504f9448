import { describe, expect, it } from "vitest"
import {
  adam,
  classification,
  defineTask,
  dice,
  experiment,
  experimentFaults,
  levels,
  linearProbe,
  m2mae,
  mae,
  modalityMask,
  patchMask,
  phantom,
  positionMask,
  segmentation,
  unetr,
  valueFields,
  vit,
  type Experiment,
  type Metric,
} from "../../dsl/index.ts"
import { builtIn } from "../../dsl/definitions.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { atScale } from "../../dsl/scale.ts"

const optimizer = adam({ lr: 1e-3, warmup: 1 })
const sound: Experiment = experiment({
  name: "sound",
  dataset: phantom(),
  encoder: vit({ crop: 32, patch: 8, width: 32, depth: 4, heads: 4 }),
  pretraining: m2mae({ mask: [positionMask()], pbt: levels(2, 4), epochs: 2, batch: 2, optimizer }),
  tasks: {
    lesion: segmentation({
      network: unetr(),
      regions: ["WT"],
      metrics: [dice()],
      epochs: 2,
      optimizer,
    }),
    subtype: classification({ label: "subtype", network: linearProbe(), optimizer }),
  },
  seeds: [0, 1],
  scales: { smoke: { "encoder.crop": 16, "pretraining.epochs": 1 } },
})

/** What is told of the experiment with other values at some paths. */
const told = (changes: Readonly<Record<string, unknown>>) =>
  experimentFaults(
    Object.entries(changes).reduce((made, [path, value]) => replaceAt(made, path, value), sound),
  ).map((fault) => `${fault.where.field}: ${fault.what}`)

describe("experimentFaults", () => {
  it("finds nothing wrong with a sound experiment, at full scale and at its smoke scale", () => {
    expect(experimentFaults(sound)).toEqual([])
    expect(experimentFaults(atScale(sound, "smoke"))).toEqual([])
  })

  it.each([
    [
      { "encoder.patch": 12 },
      "encoder.patch: a patch of 12x12x12 does not divide a crop of 32x32x32",
    ],
    [{ "encoder.heads": 5 }, "encoder.heads: 5 heads do not divide a width of 32"],
    [
      { "pretraining.mask": [modalityMask({ count: 4 })] },
      "pretraining.mask.0: a modality mask of 4 leaves none of the 4 modalities visible",
    ],
    [
      { "pretraining.mask": [modalityMask({ count: 3 }), patchMask()] },
      "pretraining.mask.1: a patch mask has nothing to mask where one of 4 modalities is left",
    ],
    [{ "pretraining.pbt": [2, 5] }, "pretraining.pbt.1: level 5 is past the encoder's depth of 4"],
    [{ "pretraining.pbt": [2, 2] }, "pretraining.pbt: level 2 is named twice"],
    [
      { "pretraining.loss": { mse: 0, adversarial: 0, pbt: 0 } },
      "pretraining.loss: every loss has weight 0",
    ],
    [{ "pretraining.optimizer.lr": -1 }, "pretraining.optimizer.lr: lr is -1"],
    [
      { "pretraining.optimizer.warmup": 3 },
      "pretraining.optimizer.warmup: a warm-up of 3 epochs is longer than the 2 epochs of training",
    ],
    [{ "tasks.lesion.regions": ["XT"] }, 'tasks.lesion.regions.0: phantom has no region "XT"'],
    [{ "tasks.lesion.regions": [] }, "tasks.lesion.regions: no region is named"],
    [
      { "tasks.lesion.metrics": [dice(), dice({ empty: "nan" })] },
      "tasks.lesion.metrics: dice is named twice",
    ],
    [{ "tasks.subtype.label": "idh" }, 'tasks.subtype.label: phantom has no label "idh"'],
    [{ tasks: { "a.b": sound.tasks["lesion"] } }, 'tasks.a.b: "a.b" is no name of a task'],
    [
      { tasks: { pretraining: sound.tasks["lesion"] } },
      'tasks.pretraining: a task is called "pretraining", as are the columns of what pre-training itself measures',
    ],
    [{ seeds: [] }, "seeds: no seed is named"],
    [{ seeds: [3, 3] }, "seeds: seed 3 is named twice"],
    [{ seeds: [0.5] }, "seeds.0: seeds.0 is 0.5"],
    [{ "pretraining.epoch": 3 }, 'pretraining.epoch: m2mae has no field "epoch"'],
    [{ "pretraining.kind": "m3mae" }, 'pretraining.kind: no objective is called "m3mae"'],
  ])("tells of %j", (changes, expected) => {
    expect(told(changes)).toContain(expected)
  })

  it("tells of a value that the data set does not have", () => {
    const regression = defineTask({
      kind: "regression",
      doc: "A number of each subject.",
      implementation: "file:///regression.ts",
      of: "value",
      fields: valueFields,
    })
    const metrics: readonly Metric<"value">[] = []
    const age = regression({ value: "age", network: linearProbe(), optimizer, epochs: 1, metrics })
    const faults = experimentFaults(replaceAt(sound, "tasks", { age }), [...builtIn, regression])
    expect(faults).toMatchObject([
      { what: 'phantom has no value "age"', where: { field: "tasks.age.value" } },
    ])
  })

  it("tells all faults at once", () => {
    const changes = {
      "encoder.heads": 5,
      "pretraining.mask": [{ ...positionMask(), ratio: 1.5 }],
      "tasks.lesion.regions": ["XT"],
      seeds: [],
    }
    expect(told(changes)).toHaveLength(4)
  })

  it("suggests the name that was meant", () => {
    const [fault] = experimentFaults(replaceAt(sound, "tasks.lesion.regions", ["wt"]))
    expect(fault?.hint).toBe('did you mean "WT"?')
  })

  it("says nothing of fields that the method does not have", () => {
    const other = mae({
      epochs: 2,
      batch: 2,
      optimizer,
      decoder: { width: 16, depth: 1, heads: 2 },
    })
    expect(experimentFaults(replaceAt(sound, "pretraining", other))).toEqual([])
  })
})
