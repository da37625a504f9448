import type { Dataset } from "../../dsl/dataset.ts"
import type { Arm } from "../../dsl/study.ts"
import { embed } from "../stages/embed/record.ts"
import { index } from "../stages/index/record.ts"
import { preprocess } from "../stages/preprocess/record.ts"
import { pretrain } from "../stages/pretrain/record.ts"
import { reconstruct } from "../stages/reconstruct/record.ts"
import type { ConfiguredStage } from "../stages/record.ts"
import { variance } from "../stages/variance/record.ts"
import type { Configure, FlowOf, TaskStage } from "../tasks/record.ts"
import type { Demand } from "./demand.ts"
import type { Divide } from "./dividing.ts"
import type { StageTable } from "./stageTable.ts"

/** Keys by role: `index`, `pretrain`, `glioma.finetune`, `glioma.score` ... */
export type Roles = Readonly<Record<string, string>>

/** The task that a role works for; empty where it works for all. */
export const taskOf = (role: string): string => role.slice(0, Math.max(0, role.lastIndexOf(".")))

/** The stages of one arm at one seed. */
export interface ArmStages {
  readonly roles: Roles
  /** Keys of the stages whose artifacts the demand reads. */
  readonly wanted: readonly string[]
}

/** What the arms of a plan share. */
export interface ArmContext {
  readonly table: StageTable
  readonly configure: Configure
  readonly fingerprint: (dataset: Dataset) => string
  readonly flowOf: FlowOf
  readonly divide: Divide
}

interface SeededStage {
  readonly stage: ConfiguredStage
  readonly seed: number | null
}

/** The stages that an arm has for all its tasks, by kind; some arms lack some. */
const sharedStages = (
  { configure, fingerprint }: ArmContext,
  { dataset, encoder, pretraining }: Arm["experiment"],
  seed: number,
): Readonly<Record<string, SeededStage>> => {
  const isScratch = pretraining.kind === "scratch"
  const isImported = pretraining.kind === "imported"
  const stages = [
    {
      stage: configure(index, { dataset, fingerprint: fingerprint(dataset) }),
      seed: null,
    },
    { stage: configure(preprocess, { dataset }), seed: null },
    ...(isScratch
      ? []
      : [
          {
            stage: configure(pretrain, { encoder, pretraining, dataset }),
            seed: isImported ? null : seed,
          },
        ]),
    ...(isScratch || isImported
      ? []
      : [{ stage: configure(reconstruct, { encoder, pretraining, dataset }), seed: null }]),
    { stage: configure(embed, { encoder }), seed: isScratch ? seed : null },
  ]
  return Object.fromEntries(stages.map((one) => [one.stage.record.kind, one]))
}

/** Adds the stages that an arm needs at a seed to answer a demand. */
export const addArmStages = (
  context: ArmContext,
  arm: Arm,
  seed: number,
  demand: Demand,
): ArmStages => {
  const { dataset, encoder, tasks } = arm.experiment
  const shared = sharedStages(context, arm.experiment, seed)
  const roles = new Map<string, string>()

  const add = (
    { stage, seed: own }: SeededStage,
    inputOf: (kind: string) => string | undefined,
    task = "",
  ): string => {
    const { kind, inputs } = stage.record
    const found = inputs.map((input) => [input, inputOf(input)] as const)
    const key = context.table.add({
      configured: stage,
      seed: own,
      inputs: Object.fromEntries(
        found.flatMap(([input, made]) => (made === undefined ? [] : [[input, made]])),
      ),
      task,
      dataset: dataset.kind,
      fold: dataset.split.folds?.fold,
      arm: arm.name,
      experiment: arm.experiment.name,
      runSeed: seed,
    })
    roles.set(task === "" ? kind : `${task}.${kind}`, key)
    return key
  }

  /** The key of a stage that all tasks share, added with what it reads; undefined where the arm has none. */
  const sharedKey = (kind: string): string | undefined => {
    const known = roles.get(kind)
    if (known !== undefined) return known
    const found = shared[kind]
    return found === undefined ? undefined : add(found, sharedKey)
  }

  for (const { kind } of [index, preprocess]) sharedKey(kind)
  const wanted: string[] = []
  for (const { kind } of demand.shared) {
    const key = sharedKey(kind)
    if (key !== undefined) wanted.push(key)
  }

  if (demand.sampling !== undefined) {
    const stage = context.configure(variance, { dataset, encoder, ...demand.sampling })
    wanted.push(add({ stage, seed: null }, sharedKey))
  }

  for (const [name, task] of Object.entries(tasks)) {
    const isShown = demand.shown.includes(name)
    const isScored = demand.scored.includes(name)
    if (!isShown && !isScored) continue
    const flow = context.flowOf(task, {
      configure: context.configure,
      dataset: context.divide(dataset, task),
      encoder,
    })
    const own = new Map<string, string>()
    const addOwn = ({ stage, isSeeded }: TaskStage): string => {
      const seeded = { stage, seed: isSeeded ? seed : null }
      const key = add(seeded, (kind) => own.get(kind) ?? sharedKey(kind), name)
      own.set(stage.record.kind, key)
      return key
    }
    const output = flow.stages.map(addOwn).slice(-1)
    if (isShown || flow.score === null) wanted.push(...output)
    if (isScored && flow.score !== null) wanted.push(addOwn(flow.score))
  }
  return { roles: Object.fromEntries(roles), wanted }
}
