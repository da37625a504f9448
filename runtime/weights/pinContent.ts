import { Effect } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { studiesOf, withStudies, type Target } from "../../dsl/target.ts"
import type { Environment } from "../files/environment.ts"
import type { Faulty } from "../faults/faulty.ts"
import { isImported } from "./importedObjective.ts"
import { readImportedEncoder } from "./importedEncoder.ts"

/**
 * Targets whose imported weights are pinned to the content of their files, so that keys depend on
 * it and a file that changes between plan and run is refused. Weights that do not fit are refused.
 */
export const pinContent = Effect.fn("pinContent")(function* (
  targets: readonly Target[],
  environment: Environment,
): Effect.fn.Return<readonly Target[], Faulty> {
  const known = new Map<string, string>()
  const pinned = Effect.fnUntraced(function* (experiment: Experiment) {
    const { pretraining, encoder, dataset } = experiment
    if (!isImported(pretraining)) return experiment
    const address = JSON.stringify([pretraining, encoder, dataset.modalities])
    const content =
      known.get(address) ??
      (yield* readImportedEncoder(pretraining, encoder, dataset.modalities.length, environment))
        .content
    known.set(address, content)
    return replaceAt(experiment, "pretraining.content", content)
  })
  return yield* Effect.forEach(
    targets,
    Effect.fnUntraced(function* (target) {
      const made = yield* Effect.forEach(studiesOf(target), (study) =>
        Effect.map(
          Effect.forEach(study.arms, (arm) =>
            Effect.map(pinned(arm.experiment), (experiment) => ({ ...arm, experiment })),
          ),
          (arms) => [study, { ...study, arms }] as const,
        ),
      )
      const others = new Map(made)
      return withStudies(target, (study) => others.get(study) ?? study)
    }),
  )
})
