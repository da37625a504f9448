import { Result } from "effect"
import { describe, expect, it } from "vitest"
import {
  brats2023,
  grid,
  lines,
  losses,
  reconstructions,
  segmentations,
  table,
  tsne,
  type Experiment,
} from "../../dsl/index.ts"
import type { ColumnName } from "../../dsl/column.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { planStudy } from "../../runtime/plan/planStudy.ts"
import { stageRecords } from "../../runtime/stages/registry.ts"
import {
  base,
  changedKinds,
  environment,
  metricsOfOtherKinds,
  onlyAuc,
  planOf,
  threeArms,
  type Small,
} from "./study.ts"

const single = (experiment: Experiment) => ({
  name: experiment.name,
  arms: [{ name: "only", factors: {}, experiment }],
})

const changedBy = (change: (experiment: Small) => Experiment) =>
  changedKinds(planOf([single(base)]), planOf([single(change(base))]))

const at = (path: string, value: unknown) => (experiment: Small) =>
  replaceAt(experiment, path, value)

describe("a change of a field changes the stages that read it, and what depends on them", () => {
  it.each([
    ["tasks.lesion.metrics", metricsOfOtherKinds, ["score"]],
    ["tasks.subtype.metrics", onlyAuc, ["score"]],
    ["tasks.subtype.epochs", 91, ["probe", "score"]],
    ["tasks.lesion.overlap", 0.25, ["predict", "score"]],
    ["tasks.lesion.epochs", 6, ["finetune", "predict", "score"]],
    ["tasks.lesion.regions", ["WT"], ["finetune", "predict", "score"]],
    ["dataset.split.seed", 1, ["finetune", "predict", "pretrain", "probe", "score", "embed"]],
    ["pretraining.epochs", 11, ["embed", "finetune", "predict", "pretrain", "probe", "score"]],
  ])("%s", (path, value, kinds) => {
    expect(changedBy(at(path, value))).toEqual(kinds.toSorted())
  })

  it("the label values of a region the tasks use re-index and so change everything", () => {
    expect(changedBy(at("dataset.regions.ET", [1, 3]))).toEqual(
      stageRecords
        .map(({ kind }) => kind)
        .filter(
          (kind) => !["variance", "reconstruct", "classify", "fit", "evaluate"].includes(kind),
        )
        .toSorted(),
    )
  })

  it.each([
    ["name", "another"],
    ["scales", { smoke: { "pretraining.epochs": 1 } }],
    ["pretraining.implementation", "file:///elsewhere/m2mae.ts"],
    ["encoder.implementation", "ablate:elsewhere/vit"],
  ])("%s is no identity", (path, value) => {
    const surroundings = { ...environment, codeHash: () => "the same code" }
    expect(
      changedKinds(
        planOf([single(base)], surroundings),
        planOf([single(at(path, value)(base))], surroundings),
      ),
    ).toEqual([])
  })

  it("names of tasks and of arms are no identity", () => {
    const { lesion, subtype } = base.tasks
    const renamed = { ...base, tasks: { tumour: lesion, grade: subtype } }
    expect(
      changedKinds(
        planOf([single(base)]),
        planOf([{ name: "b", arms: [{ name: "x", factors: { a: "b" }, experiment: renamed }] }]),
      ),
    ).toEqual([])
  })

  it("the root of a data set and the paths of its label tables are no identity, its data is", () => {
    const brats = (folder: string) => ({
      ...base,
      dataset: brats2023({
        root: folder,
        labels: {
          subtype: {
            csv: `${folder}/a.csv`,
            id: "id",
            column: "idh",
            negative: ["0"],
            positive: ["1"],
          },
        },
      }),
    })
    const before = planOf([single(brats("/a"))])
    expect(changedKinds(before, planOf([single(brats("/b"))]))).toEqual([])
    expect(
      changedKinds(
        before,
        planOf([single(brats("/a"))], { ...environment, fingerprint: () => "other" }),
      ),
    ).toContain("index")
  })

  it("another code changes the stages that run it, and what depends on them", () => {
    const edited = (address: string) => ({
      ...environment,
      codeHash: (each: string) => (each === address ? "edited" : `code of ${each}`),
    })
    const changed = (address: string) =>
      changedKinds(planOf([single(base)]), planOf([single(base)], edited(address)))
    expect(changed("ablate:stages/score/body")).toEqual(["score"])
    expect(changed("ablate:nn/networks/linearProbe")).toEqual(["probe", "score"])
    expect(changed("ablate:nn/networks/unetr")).toEqual(["finetune", "predict", "score"])
    expect(changed("ablate:pretraining/masks/position")).toContain("pretrain")
    expect(changed("ablate:pretraining/masks/position")).not.toContain("preprocess")
  })
})

describe("planStudy", () => {
  const plan = planOf([threeArms()])
  const runOf = (arm: string, seed: number) =>
    plan.runs.find((run) => run.arm === arm && run.seed === seed)?.stages ?? {}
  const stageOf = (key: string | undefined) => plan.stages.find((stage) => stage.key === key)

  it("shares what arms and seeds have in common", () => {
    expect(new Set(plan.runs.map((run) => run.stages["index"])).size).toBe(1)
    expect(new Set(plan.runs.map((run) => run.stages["preprocess"])).size).toBe(1)
    expect(new Set(plan.runs.map((run) => run.stages["lesion.finetune"])).size).toBe(6)
    expect(stageOf(runOf("MAE", 0)["index"])?.arms).toEqual(["scratch", "MAE", "M2-MAE"])
  })

  it("has no pre-training from scratch: the seed goes where the encoder is made", () => {
    const stages = runOf("scratch", 1)
    expect(stages).not.toHaveProperty("pretrain")
    expect(stageOf(stages["lesion.finetune"])?.inputs).not.toHaveProperty("pretrain")
    expect(stageOf(stages["embed"])?.seed).toBe(1)
    expect(stageOf(stages["embed"])?.inputs).not.toHaveProperty("pretrain")
    expect(stageOf(runOf("MAE", 1)["embed"])?.seed).toBeNull()
  })

  it("lists every stage after its inputs", () => {
    const position = new Map(plan.stages.map((stage, index) => [stage.key, index]))
    for (const stage of plan.stages)
      for (const input of Object.values(stage.inputs))
        expect(position.get(input)).toBeLessThan(position.get(stage.key) ?? -1)
  })

  it("counts what it would be without sharing", () => {
    // 3 arms x 2 seeds; pre-training in 2 of the arms.
    expect(Object.fromEntries(plan.naive)).toEqual({
      index: 6,
      preprocess: 6,
      pretrain: 4,
      finetune: 6,
      predict: 6,
      embed: 6,
      probe: 6,
      score: 12,
    })
    expect(plan.stages.length).toBe(1 + 1 + 4 + 6 + 6 + 6 + 6 + 12)
  })

  it("trains a classifier end to end where a task says so, from the pre-trained encoder", () => {
    const made = planOf([single(replaceAt(base, "tasks.subtype.training", "endToEnd"))]).stages.map(
      ({ kind }) => kind,
    )
    expect(made).toContain("classify")
    expect(made).not.toContain("probe")
    expect(made).not.toContain("embed")
  })

  it("no two stages have one label: neither seeds, nor experiments, nor shorter trainings", () => {
    const longer = { ...base, pretraining: { ...base.pretraining, epochs: 11 } }
    const other = { ...longer, name: "other" }
    const { stages } = planOf([single(base), single(other), { ...single(longer), name: "longer" }])
    const labels = stages.map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(labels).toContain("score subtype only seed 1 (other)")
    expect(planOf([single(base)]).stages.map(({ label }) => label)).toContain(
      "score subtype only seed 1",
    )
  })

  it("labels stages in words", () => {
    const pretrain = stageOf(runOf("MAE", 0)["pretrain"])
    expect(pretrain?.label).toBe("pretrain MAE seed 0")
    expect(stageOf(runOf("MAE", 0)["lesion.finetune"])?.label).toBe("finetune lesion MAE seed 0")
    expect(stageOf(runOf("MAE", 0)["index"])?.label).toBe("index phantom")
  })

  it("plans for a table only what its columns read", () => {
    const kinds = (columns: readonly ColumnName<Small>[]) =>
      new Set(
        planOf([table({ name: "t", study: threeArms(), columns })]).stages.map(({ kind }) => kind),
      )
    expect(kinds(["lesion.dice.WT"])).toEqual(
      new Set(["index", "preprocess", "pretrain", "finetune", "predict", "score"]),
    )
    expect(kinds(["pretraining.mse"])).toEqual(
      new Set(["index", "preprocess", "pretrain", "reconstruct"]),
    )
  })

  it("plans for a figure what it shows", () => {
    const study = threeArms()
    const wanted = (figure: Parameters<typeof planOf>[0][number]) => {
      const { stages, wanted: keys } = planOf([figure])
      return [...new Set(stages.filter(({ key }) => keys.includes(key)).map(({ kind }) => kind))]
    }
    expect(wanted(reconstructions({ name: "f", study }))).toEqual(["reconstruct"])
    expect(wanted(segmentations({ name: "f", study, task: "lesion" }))).toEqual(["predict"])
    expect(wanted(losses({ name: "f", study }))).toEqual(["score", "pretrain"])
    expect(wanted(tsne({ name: "f", study, label: "subtype" }))).toEqual(["embed"])
    const fractions = grid(base, { "tasks.lesion.labelFraction": [0.5, 1] })
    const factor = "tasks.lesion.labelFraction"
    const columns = ["lesion.dice.WT"] as const
    expect(wanted(lines({ name: "f", study: fractions, factor, columns }))).toEqual(["score"])
  })

  it("asks once for what two subjects share", () => {
    const study = threeArms()
    const one = table({ name: "one", study, columns: ["lesion.dice.WT"] })
    const two = table({ name: "two", study, columns: ["lesion.dice.ET"] })
    expect(planOf([one, two]).stages).toEqual(planOf([one]).stages)
    expect(planOf([one, two]).naive).toEqual(planOf([one]).naive)
  })

  it("counts what two studies share twice, if each ran by itself", () => {
    const both = planOf([threeArms(), { ...threeArms(), name: "again" }])
    expect(both.stages).toHaveLength(plan.stages.length)
    expect(both.naive.get("pretrain")).toBe(2 * (plan.naive.get("pretrain") ?? 0))
  })

  it("names all that cannot be planned", () => {
    const broken = replaceAt(base, "tasks.lesion.optimizer.lr", NaN)
    const figure = {
      ...segmentations({ name: "f", study: threeArms(), task: "lesion" }),
      task: "lesoin",
    }
    const failed = planStudy([single(broken), figure], {
      ...environment,
      codeHash: (address) => (address === "ablate:nn/encoders/vit" ? undefined : "code"),
    })
    const faults = Result.isFailure(failed) ? failed.failure.faults : []
    expect(faults.map((fault) => fault.what)).toEqual([
      expect.stringContaining("ablate:nn/encoders/vit"),
      expect.stringContaining("optimizer.lr is NaN"),
      expect.stringContaining('"lesoin"'),
    ])
    expect(faults.at(-1)?.hint).toBe('did you mean "lesion"?')
  })
})
