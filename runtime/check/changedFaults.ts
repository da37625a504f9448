import { Effect } from "effect"
import type { ts } from "ts-morph"
import type { AnyDefinition } from "../../dsl/component.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { experimentChecker } from "../../dsl/faults.ts"
import { fault } from "../../dsl/fault.ts"
import type { Arm } from "../../dsl/study.ts"
import { once } from "./placed.ts"
import { shapesOf } from "./shapes.ts"
import type { Source } from "./source.ts"

/** An arm as the file has it, and its experiment with what a scale or the command line changes. */
interface Changed {
  readonly arm: Arm
  readonly experiment: Experiment
}

/** Under what a fault comes up, and where the field is written; no node where no file says it. */
interface Where {
  readonly saying: string
  readonly node: ts.Node | undefined
}

/** What is wrong with experiments after a change; with the shapes of those that are sound. */
export const changedFaults = Effect.fn("changedFaults")(function* (
  source: Source,
  changed: readonly Changed[],
  definitions: readonly AnyDefinition[],
  whereOf: (arm: Arm, field: string) => Where,
) {
  const faultsOf = experimentChecker(definitions)
  const arms = changed.map((each) => ({ ...each, own: faultsOf(each.experiment) }))
  const sound = arms.filter(({ own }) => own.length === 0)
  const shapes = yield* shapesOf(sound.map(({ experiment }) => experiment))
  const found = arms.flatMap(({ arm, experiment, own }) =>
    (own.length > 0 ? own : shapes.faults(experiment)).map((each) => {
      const { saying, node } = whereOf(arm, each.where.field ?? "name")
      return { fault: fault({ ...each, what: `${saying}: ${each.what}` }), node, arm: arm.name }
    }),
  )
  const names = new Set(arms.map(({ arm }) => arm.name))
  return { faults: once(source, found, names.size), shapes }
})
