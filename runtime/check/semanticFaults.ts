import type { ts } from "ts-morph"
import type { AnyDefinition } from "../../dsl/component.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Arm } from "../../dsl/study.ts"
import { armsOf, type Target } from "../../dsl/target.ts"
import { experimentChecker } from "../../dsl/faults.ts"
import { targetFaults, targetNameFaults, unknownFactors } from "../../dsl/studyFaults.ts"
import { environmentFaults, missingPlaces, type Environment } from "../files/environment.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import type { Shapes } from "./shapes.ts"
import { locator, type Locator } from "./locate.ts"
import { positionOf, type Source } from "./source.ts"

/** A fault, where it lies, and the arm that has it. */
interface Found {
  readonly fault: Fault
  readonly node: ts.Node | undefined
  readonly arm: string | undefined
}

const shownArms = 5

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, shownArms).map((name) => `"${name}"`)
  const more = names.length - shown.length
  return `${shown.join(", ")}${more === 0 ? "" : ` and ${more} more`}`
}

/** Each fault once, with the arms that it concerns where these are not all. */
const once = (source: Source, found: readonly Found[], arms: number): readonly Fault[] => {
  const groups = Map.groupBy(found, ({ fault, node }) => {
    const where = node === undefined ? "" : `${node.getSourceFile().fileName} ${node.getStart()}`
    return `${fault.what}\n${where}`
  })
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const names = [...new Set(group.flatMap(({ arm }) => arm ?? []))]
    const place = first.node === undefined ? { file: source.file } : positionOf(first.node)
    const about = names.length === 0 || names.length === arms ? "" : ` (arms: ${listed(names)})`
    return [
      fault({
        ...first.fault,
        what: `${first.fault.what}${about}`,
        where: { ...first.fault.where, ...place },
      }),
    ]
  })
}

const ofArm = (arm: Arm, faults: readonly Fault[], places: Locator): readonly Found[] =>
  faults.map((each) => ({
    fault: each,
    node: places.field(arm, each.where.field ?? "name"),
    arm: arm.name,
  }))

/**
 * What is wrong with the experiments, studies and targets of a file, each where it is written. With
 * shapes, what these say of experiments that have no other fault.
 */
export const semanticFaults = (
  source: Source,
  evaluated: Evaluated,
  definitions: readonly AnyDefinition[],
  environment: Environment,
  shapes?: Shapes,
): readonly Fault[] => {
  const places = locator(source, evaluated)
  const targets = evaluated.targets.map(([, target]) => target)
  const experimentFaults = experimentChecker(definitions)
  const ofTarget = (target: Target, faults: readonly Fault[]): readonly Found[] =>
    faults.map((each) => ({
      fault: each,
      node: places.target(target, each.where.field ?? "study"),
      arm: undefined,
    }))
  // The data set is nearly always one: it is looked at once.
  const seen = new Map<Dataset, readonly Fault[]>()
  const dataFaults = (dataset: Dataset): readonly Fault[] => {
    const known = seen.get(dataset) ?? [
      ...environmentFaults({ dataset }, environment),
      ...missingPlaces({ dataset }, environment),
    ]
    seen.set(dataset, known)
    return known
  }
  const arms = [...new Set(targets.flatMap(armsOf))]
  const unsound = new Set<Arm>()
  const ofArms = arms.flatMap((arm) => {
    const unknown = shapes === undefined ? unknownFactors(arm, definitions) : []
    const factors = unknown.map((each) => ({
      fault: each,
      node: places.factor(arm, each.where.field ?? ""),
      arm: undefined,
    }))
    if (factors.length > 0) unsound.add(arm)
    return factors.length > 0
      ? factors
      : ofArm(
          arm,
          shapes === undefined
            ? [...experimentFaults(arm.experiment), ...dataFaults(arm.experiment.dataset)]
            : shapes.faults(arm.experiment),
          places,
        )
  })
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
            targetFaults(target, definitions, shapes?.usesEncoder, (arm) => unsound.has(arm)),
          ),
        ),
      ],
      0,
    ),
  ]
}
