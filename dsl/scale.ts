import type { Experiment } from "./experiment.ts"
import { replaceAt, sharingReplace, valueAt } from "./replace.ts"
import type { Study } from "./study.ts"
import { armsOf, withStudies, type Target } from "./target.ts"

/** An experiment with a scale's overrides put in; overrides of fields it lacks do not concern it. */
export const atScale = (
  experiment: Experiment,
  scale: string,
  replace: typeof replaceAt = replaceAt,
): Experiment =>
  Object.entries(experiment.scales[scale] ?? {}).reduce(
    (made, [path, value]) =>
      valueAt(made, path) === undefined ? made : replace(made, path, value),
    experiment,
  )

const studyAtScale = (study: Study, scale: string): Study => {
  const replace = sharingReplace()
  return {
    ...study,
    arms: study.arms.map((arm) => ({
      ...arm,
      experiment: atScale(arm.experiment, scale, replace),
    })),
  }
}

/** A target whose study runs at a scale. */
export const targetAtScale = (target: Target, scale: string): Target =>
  withStudies(target, (study) => studyAtScale(study, scale))

/** Names of the scales that some arm of the target declares. */
export const scalesOf = (target: Target): readonly string[] => [
  ...new Set(armsOf(target).flatMap((arm) => Object.keys(arm.experiment.scales))),
]
