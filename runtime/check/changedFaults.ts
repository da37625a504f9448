import { Effect } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { experimentChecker } from "../../dsl/faults.ts"
import { fault } from "../../dsl/fault.ts"
import type { RuleFault } from "../../dsl/ruleFault.ts"
import type { Arm } from "../../dsl/study.ts"
import { once, type Found } from "./placed.ts"
import { shapesOf } from "./shapes.ts"
import type { Source } from "./source.ts"

/** An arm as the file has it, and its experiment with what a scale or the command line changes. */
interface Changed {
  readonly arm: Arm
  readonly experiment: Experiment
}

/** A fault at its place, and under what it comes up; no node where no file says it. */
interface Placed extends Pick<Found, "fault" | "node"> {
  readonly saying: string
}

/** What is wrong with experiments after a change; with the shapes of those that are sound. */
export const changedFaults = Effect.fn("changedFaults")(function* (
  source: Source,
  changed: readonly Changed[],
  definitions: readonly AnyDefinition[],
  placed: (changed: Changed, each: RuleFault) => Placed,
) {
  const faultsOf = experimentChecker(definitions)
  const arms = changed.map((each) => ({ ...each, own: faultsOf(each.experiment) }))
  const sound = arms.filter(({ own }) => own.length === 0)
  const shapes = yield* shapesOf(sound.map(({ experiment }) => experiment))
  const found = arms.flatMap(({ arm, experiment, own }) =>
    (own.length > 0 ? own : shapes.faults(experiment)).map((each) => {
      const at = placed({ arm, experiment }, each)
      return {
        fault: fault({ ...at.fault, what: `${at.saying}: ${each.what}` }),
        node: at.node,
        arm: arm.name,
      }
    }),
  )
  const names = new Set(arms.map(({ arm }) => arm.name))
  return { faults: once(source, found, names.size), shapes }
})
