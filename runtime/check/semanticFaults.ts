import { faultUnless } from "../../dsl/faultIf.ts"
import { Effect } from "effect"
import { memoize } from "effect/Function"
import type { AnyDefinition } from "../../dsl/component.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { sharingReplace } from "../../dsl/replace.ts"
import type { RuleFault } from "../../dsl/ruleFault.ts"
import { atScale } from "../../dsl/scale.ts"
import type { Arm } from "../../dsl/study.ts"
import { armsOf, type Target } from "../../dsl/target.ts"
import { experimentChecker } from "../../dsl/faults.ts"
import { targetFaults, targetNameFaults, unknownFactors } from "../../dsl/studyFaults.ts"
import { unmaskedFaults } from "../../dsl/unmaskedFaults.ts"
import { environmentFaults, missingPlaces, type Environment } from "../files/environment.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { shapesOf } from "./shapes.ts"
import { locator, type Locator } from "./locate.ts"
import { placedAmong } from "./ofFields.ts"
import { once, type Found } from "./placed.ts"
import type { Source } from "./source.ts"

const ofArm = (arm: Arm, faults: readonly RuleFault[], places: Locator): readonly Found[] => {
  const made = {
    experiment: arm.experiment,
    set: [Object.keys(arm.factors)],
    found: (field: string) => places.found(arm, field),
  }
  return faults.map((each) => ({ ...placedAmong(each, made), arm: arm.name }))
}

/**
 * What rules find, which read what types promise: a record that escaped them with `any` may lack it. Where
 * that has been told already, nothing more is said.
 */
const found = (
  whose: string,
  isTold: boolean,
  rules: () => readonly RuleFault[],
): readonly RuleFault[] => {
  try {
    return rules()
  } catch (thrown) {
    return faultUnless(isTold, () => ({
      what: `${whose} lacks what its type promises: ${String(thrown)}`,
      expected: "fields as the types of the constructors have them",
      hint: "leave out any and as, and see what the compiler tells; with types in order it is a bug in ablate",
    }))
  }
}

/** What the files of data are named by, and the scale at which they are read. */
interface Surroundings {
  readonly environment: Environment
  readonly scale?: string | undefined
}

/**
 * What is wrong with the experiments, studies and targets of a file, each where it is written. Networks and objectives
 * are built where no experiment has another fault: only sound parts can be.
 */
export const semanticFaults = Effect.fn("semanticFaults")(function* (
  source: Source,
  evaluated: Evaluated,
  definitions: readonly AnyDefinition[],
  { environment, scale }: Surroundings,
): Effect.fn.Return<readonly Fault[]> {
  const places = locator(source, evaluated)
  const targets = evaluated.targets.map(([, target]) => target)
  const experimentFaults = experimentChecker(definitions)
  const nodeOf = (target: Target, field: string) => {
    const [arm] = armsOf(target)
    const factor = field.startsWith("factor ") ? field.slice(7) : undefined
    if (arm !== undefined && factor !== undefined) return places.factor(arm, factor)
    return arm !== undefined && field.startsWith("scales.")
      ? places.field(arm, field)
      : places.target(target, field)
  }
  const ofTarget = (target: Target, faults: readonly Fault[]): readonly Found[] =>
    faults.map((each) => ({
      fault: each,
      node: nodeOf(target, each.where.field ?? "study"),
      arm: undefined,
    }))
  const replace = sharingReplace()
  // The data set is nearly always one, and few are the tasks: they are looked at once.
  const missing = memoize((dataset: Dataset) => missingPlaces({ dataset }, environment))
  const unset = memoize((dataset: Dataset) =>
    memoize((tasks: Experiment["tasks"]) => environmentFaults({ dataset, tasks }, environment)),
  )
  const dataFaults = (declared: Experiment): readonly Fault[] => {
    const { dataset, tasks } = scale === undefined ? declared : atScale(declared, scale, replace)
    return [...unset(dataset)(tasks), ...missing(dataset)]
  }
  const arms = [...new Set(targets.flatMap(armsOf))]
  const unsound = new Set<Arm>()
  const ofRules = arms.flatMap((arm) => {
    const factors = unknownFactors(arm, definitions)
    if (factors.length > 0) {
      unsound.add(arm)
      return factors.map((each) => ({
        fault: each,
        node: places.factor(arm, each.where.field ?? ""),
        arm: undefined,
      }))
    }
    const rules = () => [
      ...experimentFaults(arm.experiment),
      ...unmaskedFaults(arm),
      ...dataFaults(arm.experiment),
    ]
    return ofArm(arm, found("the experiment", false, rules), places)
  })
  const shapes =
    ofRules.length > 0 ? undefined : yield* shapesOf(arms.map(({ experiment }) => experiment))
  const ofArms =
    shapes === undefined
      ? ofRules
      : arms.flatMap((arm) => ofArm(arm, shapes.faults(arm.experiment), places))
  const orders = evaluated.studies.flatMap((made) =>
    places.reordered(made).map(({ path, keys, node }) => ({
      fault: fault({
        what: `JavaScript puts the keys of factor "${path}" in another order: whole numbers first, sorted`,
        where: { field: path },
        expected: `the order as written: ${keys.join(", ")}`,
        hint: `write a list of pairs, which keeps its order: [${keys.map((key) => `[${JSON.stringify(key)}, ...]`).join(", ")}]`,
      }),
      node,
      arm: undefined,
    })),
  )
  return [
    ...once(source, orders, 0),
    ...once(source, ofArms, new Set(arms.map(({ name }) => name)).size),
    ...once(
      source,
      [
        ...targetNameFaults(targets).flatMap(({ target, fault }) => ofTarget(target, [fault])),
        ...targets.flatMap((target) =>
          ofTarget(
            target,
            found(`"${target.name}"`, ofArms.length > 0, () =>
              targetFaults(target, definitions, shapes?.usesEncoder, (arm) => unsound.has(arm)),
            ),
          ),
        ),
      ],
      0,
    ),
  ]
})
