import { Result } from "effect"
import type { Dataset } from "../../dsl/dataset.ts"
import { foldsOf } from "../../dsl/folds.ts"
import type { Arm, Study } from "../../dsl/study.ts"
import { armName } from "../../dsl/target.ts"
import { Faulty } from "../faults/faulty.ts"
import type { StageFacts } from "../stages/record.ts"
import { inFlow } from "../stages/registry.ts"
import { addArmStages, type ArmContext, type Roles } from "./armStages.ts"
import { configuring } from "./configuring.ts"
import { dividing } from "./dividing.ts"
import { demandFaults, demandOf, readsOf, type Subject } from "./demand.ts"
import type { PlanEnvironment } from "./planEnvironment.ts"
import type { Stage } from "./stage.ts"
import { StageTable } from "./stageTable.ts"
import { fault } from "../../dsl/fault.ts"

/** One arm at one seed, and the stages that are its own or that it shares. */
export interface Run {
  /** Name of the table, figure or study that asks for it. */
  readonly subject: string
  readonly study: string
  /** Name of the arm; in a table of several blocks `block/arm`. */
  readonly arm: string
  readonly factors: Readonly<Record<string, string>>
  readonly seed: number
  /** Fold of a cross-validation whose test part it has; null where there is none. */
  readonly fold: number | null
  /** Keys by role: `index`, `pretrain`, `glioma.finetune`, `glioma.score` ... */
  readonly stages: Roles
}

/** The stages behind some subjects: a directed graph without circles. */
export interface Plan {
  /** Different stages, each after its inputs. */
  readonly stages: readonly Stage[]
  readonly runs: readonly Run[]
  /** Keys of the stages whose artifacts are read by the subjects; the rest only leads there. */
  readonly wanted: readonly string[]
  /** Stages that would run if every arm and seed of every study ran by itself. */
  readonly naive: CountOf
}

/** Stages by kind, counted. */
export type CountOf = ReadonlyMap<string, number>

/** How many there are of each kind. */
export const countKinds = (kinds: readonly string[]): CountOf => {
  const counts = new Map<string, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** Numbers studies, equal ones alike: the text of one is made only when there is another. */
const numbering = () => {
  const studies: Study[] = []
  const texts = new Map<Study, string>()
  const textOf = (study: Study): string => {
    const text = texts.get(study) ?? JSON.stringify(study)
    texts.set(study, text)
    return text
  }
  return (study: Study): number => {
    const same = studies.findIndex((other) => other === study || textOf(other) === textOf(study))
    if (same >= 0) return same
    studies.push(study)
    return studies.length - 1
  }
}

/** An arm as the runs of each fold have it; arms that share a data set share those of its folds. */
const folding = () => {
  const known = new Map<Dataset, readonly Dataset[]>()
  return (arm: Arm): readonly { readonly arm: Arm; readonly fold: number | null }[] => {
    const { dataset } = arm.experiment
    const parts =
      known.get(dataset) ??
      foldsOf(dataset.split).map((split) =>
        split === dataset.split ? dataset : { ...dataset, split },
      )
    known.set(dataset, parts)
    return parts.map((part) => ({
      arm: part === dataset ? arm : { ...arm, experiment: { ...arm.experiment, dataset: part } },
      fold: part.split.folds?.fold ?? null,
    }))
  }
}

/**
 * The stages that answer some tables, figures or studies, equal ones once. Pure: the same subjects,
 * code and data give the same keys everywhere. What cannot be planned is said, all faults at once.
 */
export const planStudy = (
  subjects: readonly Subject[],
  environment: PlanEnvironment,
): Result.Result<Plan, Faulty> => {
  const table = new StageTable(environment)
  const folded = folding()
  const wanted = new Set<string>()
  // A table and a figure of one study read the same runs: what each needs is put together.
  const alone = new Map<string, Set<string>>()
  const studyNumber = numbering()
  const context: ArmContext = {
    table,
    configure: configuring(),
    fingerprint: (dataset) => environment.fingerprint(dataset) ?? "",
    flowOf: environment.flowOf,
    divide: dividing(),
  }
  const reads = subjects.flatMap((subject) =>
    readsOf(subject).map((read) => ({ ...read, subject })),
  )
  const runs = reads.flatMap(({ subject, block, study, columns }) => {
    const number = studyNumber(study)
    return study.arms.flatMap((plain, row): readonly Run[] => {
      const arm = { ...plain, name: armName(block, plain.name) }
      const { experiment } = arm
      const demand = demandOf(subject, experiment, columns)
      for (const found of demandFaults(subject, demand, experiment)) table.fault(found)
      if (environment.fingerprint(experiment.dataset) === undefined)
        table.fault(
          fault({
            what: `the data of ${experiment.dataset.kind} has no fingerprint`,
            where: { field: "dataset" },
            hint: "take the fingerprint of every data set before planning",
          }),
        )
      const seeds = [...new Set(experiment.seeds)]
      const asked = folded(arm).flatMap((each) => seeds.map((seed) => ({ ...each, seed })))
      return asked.map(({ arm: own, fold, seed }) => {
        const made = addArmStages(context, own, seed, demand)
        for (const key of made.wanted) wanted.add(key)
        const run = `${number}.${row}.${seed}.${fold ?? ""}`
        const keys = alone.get(run) ?? new Set()
        for (const key of Object.values(made.roles)) keys.add(key)
        alone.set(run, keys)
        return {
          subject: subject.name,
          study: study.name,
          arm: arm.name,
          factors: arm.factors,
          seed,
          fold,
          stages: made.roles,
        }
      })
    })
  })
  if (table.faults.length > 0) return Result.fail(new Faulty({ faults: table.faults }))
  const stages = table.stages
  const kindOf = new Map(stages.map((stage) => [stage.key, stage.kind]))
  const naive = [...alone.values()].flatMap((keys) =>
    [...keys].flatMap((key) => kindOf.get(key) ?? []),
  )
  return Result.succeed({ stages, runs, wanted: [...wanted], naive: countKinds(naive) })
}

/** The kinds of a plan's stages, in the order of the work. */
export const kindsOf = (plan: Plan): readonly StageFacts[] =>
  inFlow(plan.stages.map(({ configured }) => configured.record))
