import { Effect, Result } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import {
  applySetting,
  isSetBy,
  settingText,
  type AppliedSetting,
  type Setting,
} from "../../dsl/setting.ts"
import type { Arm, Study } from "../../dsl/study.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { armsOf, withStudies, type Target } from "../../dsl/target.ts"
import { environmentFaults, missingPlaces, type Environment } from "../files/environment.ts"
import { changedFaults } from "./changedFaults.ts"
import { distinctFaults } from "./distinct.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { locator } from "./locate.ts"
import { placedAmong } from "./ofFields.ts"
import { positionOf, type Source } from "./source.ts"

/** A file's targets with the settings of the command line put in, or all that is wrong with these. */
interface Settled {
  readonly targets: readonly Target[]
  readonly settings: readonly AppliedSetting[]
  readonly faults: readonly Fault[]
}

const option = (setting: Setting): string => `--set ${settingText(setting)}`

const setTwice = (setting: Setting, other: Setting): Fault =>
  fault({
    what: `${option(setting)}: ${option(other)} sets it too`,
    where: { field: setting.path },
    expected: "each field once",
    hint: "leave one of the two out",
  })

/** Targets with other experiments in their arms; a study that several read stays one. */
const withExperiments = (
  targets: readonly Target[],
  experiments: ReadonlyMap<Arm, Experiment>,
): readonly Target[] => {
  const known = new Map<Study, Study>()
  const other = (study: Study): Study => {
    const made = known.get(study) ?? {
      ...study,
      arms: study.arms.map((arm) => ({
        ...arm,
        experiment: experiments.get(arm) ?? arm.experiment,
      })),
    }
    known.set(study, made)
    return made
  }
  return targets.map((target) => withStudies(target, other))
}

/**
 * Puts settings of the command line into targets, which are those of the file or of one of its scales,
 * and checks what comes out as if it were written in the file.
 */
export const settled = Effect.fn("settled")(function* (
  source: Source,
  evaluated: Evaluated,
  targets: readonly Target[],
  settings: readonly Setting[],
  definitions: readonly AnyDefinition[],
  environment: Environment,
): Effect.fn.Return<Settled> {
  const written = evaluated.targets.map(([, target]) => target)
  const origins = new Map(
    targets.flatMap((target, index) => {
      const own = written[index] === undefined ? [] : armsOf(written[index])
      return armsOf(target).map((arm, row) => [arm, own[row] ?? arm] as const)
    }),
  )
  const now = [...origins.keys()]
  let experiments: readonly Experiment[] = now.map(({ experiment }) => experiment)
  const done: AppliedSetting[] = []
  const refused: Fault[] = []
  for (const setting of settings) {
    const twice = done.find((other) => isSetBy(other, setting.path) || isSetBy(setting, other.path))
    if (twice !== undefined) {
      refused.push(setTwice(setting, twice))
      continue
    }
    const made = applySetting(experiments, setting, definitions)
    if (Result.isFailure(made))
      refused.push(fault({ ...made.failure, what: `${option(setting)}: ${made.failure.what}` }))
    else {
      experiments = made.success.experiments
      done.push(made.success.applied)
    }
  }
  if (refused.length > 0) return { targets, settings: done, faults: refused }
  const together = settings.map(option).join(" ")
  const places = locator(source, evaluated)
  const changed = now.map((arm, index) => ({
    arm: origins.get(arm) ?? arm,
    experiment: experiments[index] ?? arm.experiment,
  }))
  const { faults, shapes } = yield* changedFaults(
    source,
    changed,
    definitions,
    ({ arm, experiment }, each) => {
      const setter = (field: string) => settings.findLast((setting) => isSetBy(setting, field))
      const at = placedAmong(each, {
        experiment,
        set: [settings.map(({ path }) => path), Object.keys(arm.factors)],
        found: (field) => (setter(field) === undefined ? places.found(arm, field) : undefined),
      })
      const own = setter(at.fault.where.field ?? "name")
      return { ...at, saying: own === undefined ? `with ${together}` : option(own) }
    },
  )
  const data = [...new Set(experiments.map(({ dataset }) => dataset))].flatMap((dataset) => [
    ...environmentFaults({ dataset, tasks: {} }, environment),
    ...missingPlaces({ dataset }, environment),
  ])
  const made = withExperiments(
    targets,
    new Map(now.map((arm, index) => [arm, experiments[index] ?? arm.experiment])),
  )
  const ofTargets =
    faults.length > 0
      ? []
      : made.flatMap((target, index) =>
          targetFaults(target, definitions, shapes.usesEncoder).map((each) => {
            const origin = written[index]
            const node =
              origin === undefined ? undefined : places.target(origin, each.where.field ?? "study")
            return fault({
              ...each,
              what: `with ${together}: ${each.what}`,
              where: {
                ...each.where,
                ...(node === undefined ? { file: source.file } : positionOf(node)),
              },
            })
          }),
        )
  return {
    targets: made,
    settings: done,
    faults: distinctFaults([...faults, ...data, ...ofTargets]),
  }
})
