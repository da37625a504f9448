import { Effect } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import { suggestion } from "../../dsl/closest.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { sharingReplace } from "../../dsl/replace.ts"
import { atScale, scalesOf } from "../../dsl/scale.ts"
import type { Arm } from "../../dsl/study.ts"
import { armsOf } from "../../dsl/target.ts"
import { changedFaults } from "./changedFaults.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { locator } from "./locate.ts"
import { placedAmong } from "./ofFields.ts"
import type { Source } from "./source.ts"

/** The field that a scale's setting gives, or the field itself where none does. */
export const settingOf = ({ experiment }: Arm, scale: string, field: string): string => {
  const setting = Object.keys(experiment.scales[scale] ?? {}).find((path) =>
    `${field}.`.startsWith(`${path}.`),
  )
  return setting === undefined ? field : `scales.${scale}.${field}`
}

const unknownScale = (scale: string, scales: readonly string[], { file }: Source): Fault =>
  fault({
    what: `no experiment of the file declares a scale "${scale}"`,
    where: { file, field: "scales" },
    expected: scales.length === 0 ? "a scale in `scales`" : `one of ${scales.join(", ")}`,
    hint:
      scales.length === 0
        ? `declare it: scales: { ${scale}: { "pretraining.epochs": 2 } }`
        : suggestion(scale, scales),
  })

/** What is wrong with the experiments of a file at a scale, where the scale's setting or the field is written. */
export const scaleFaults = Effect.fn("scaleFaults")(function* (
  source: Source,
  evaluated: Evaluated,
  definitions: readonly AnyDefinition[],
  scale: string,
): Effect.fn.Return<readonly Fault[]> {
  const targets = evaluated.targets.map(([, target]) => target)
  const scales = [...new Set(targets.flatMap(scalesOf))]
  if (!scales.includes(scale)) return [unknownScale(scale, scales, source)]
  const replace = sharingReplace()
  const arms = [...new Set(targets.flatMap(armsOf))].map((arm) => ({
    arm,
    experiment: atScale(arm.experiment, scale, replace),
  }))
  const places = locator(source, evaluated)
  const { faults } = yield* changedFaults(
    source,
    arms,
    definitions,
    ({ arm, experiment }, each) => ({
      ...placedAmong(each, {
        experiment,
        set: [Object.keys(arm.experiment.scales[scale] ?? {}), Object.keys(arm.factors)],
        found: (field) => places.found(arm, settingOf(arm, scale, field)),
      }),
      saying: `at scale ${scale}`,
    }),
  )
  return faults
})
