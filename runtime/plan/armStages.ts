import type { Arm } from "../../dsl/study.ts"
import type { Task } from "../../dsl/task.ts"
import type { Demand } from "./demand.ts"
import type { StageSettings } from "./settings.ts"
import type { Request, StageTable } from "./stageTable.ts"
import type { StageKind } from "./stage.ts"

/** Keys by role: `index`, `pretrain`, `glioma.finetune`, `glioma.score` ... */
export type Roles = Readonly<Record<string, string>>

/** The stages of one arm at one seed. */
export interface ArmStages {
  readonly roles: Roles
  /** Keys of the stages whose artifacts the demand reads. */
  readonly wanted: readonly string[]
}

/** Adds the stages that an arm needs at a seed to answer a demand. */
export const addArmStages = (
  table: StageTable,
  { name: arm, experiment }: Arm,
  seed: number,
  demand: Demand,
  settings: StageSettings,
): ArmStages => {
  const { dataset, encoder, pretraining, tasks } = experiment
  const roles = new Map<string, string>()
  const wanted: string[] = []

  const add = <Kind extends StageKind>(
    request: Pick<Request<Kind>, "kind" | "settings" | "seed" | "inputs">,
    task = "",
  ): string => {
    const key = table.add({ ...request, arm, task, dataset: dataset.kind })
    roles.set(task === "" ? request.kind : `${task}.${request.kind}`, key)
    return key
  }

  const index = add({
    kind: "index",
    settings: settings.index(dataset),
    seed: null,
    inputs: {},
  })
  const preprocess = add({
    kind: "preprocess",
    settings: settings.preprocess(dataset),
    seed: null,
    inputs: { index },
  })
  const data = { index, preprocess }
  const isScratch = pretraining.kind === "scratch"
  const isImported = pretraining.kind === "imported"
  const isTrained =
    demand.pretrain ||
    demand.reconstruct ||
    demand.embed ||
    demand.predict.length > 0 ||
    demand.score.length > 0

  const pretrain =
    isScratch || !isTrained
      ? undefined
      : add({
          kind: "pretrain",
          settings: settings.pretrain(encoder, pretraining, dataset.split),
          seed: isImported ? null : seed,
          inputs: data,
        })
  const weights = pretrain === undefined ? {} : { pretrain }
  if (demand.pretrain && pretrain !== undefined) wanted.push(pretrain)
  if (demand.reconstruct && pretrain !== undefined && !isImported)
    wanted.push(
      add({
        kind: "reconstruct",
        settings: settings.pretrain(encoder, pretraining, dataset.split),
        seed: null,
        inputs: { ...data, pretrain },
      }),
    )

  const embed = (): string =>
    add({
      kind: "embed",
      settings: settings.embed(encoder),
      seed: isScratch ? seed : null,
      inputs: { ...data, ...weights },
    })
  if (demand.embed) wanted.push(embed())

  const output = (name: string, task: Task): Readonly<Record<string, string>> => {
    if (task.kind === "segmentation") {
      const finetune = add(
        {
          kind: "finetune",
          settings: settings.finetune(dataset, encoder, task),
          seed,
          inputs: { ...data, ...weights },
        },
        name,
      )
      const inputs = { ...data, finetune }
      return {
        predict: add(
          {
            kind: "predict",
            settings: settings.predict(dataset, encoder, task),
            seed: null,
            inputs,
          },
          name,
        ),
      }
    }
    if (task.training === "endToEnd")
      return {
        classify: add(
          {
            kind: "classify",
            settings: settings.classify(dataset, encoder, task),
            seed,
            inputs: { ...data, ...weights },
          },
          name,
        ),
      }
    const inputs = { index, embed: embed() }
    return {
      probe: add({ kind: "probe", settings: settings.probe(dataset, task), seed, inputs }, name),
    }
  }

  for (const [name, task] of Object.entries(tasks)) {
    const isShown = demand.predict.includes(name)
    const isScored = demand.score.includes(name)
    if (!isShown && !isScored) continue
    const made = output(name, task)
    if (isShown) wanted.push(...Object.values(made))
    if (isScored)
      wanted.push(
        add(
          {
            kind: "score",
            settings: settings.score(dataset, task),
            seed: null,
            inputs: { ...data, ...made },
          },
          name,
        ),
      )
  }
  return { roles: Object.fromEntries(roles), wanted }
}
