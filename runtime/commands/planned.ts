import { basename } from "node:path"
import { Effect, Option } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import { armsOf, studiesOf, type Target } from "../../dsl/target.ts"
import { experimentChecker } from "../../dsl/faults.ts"
import { scalesOf, targetAtScale } from "../../dsl/scale.ts"
import { suggestion } from "../../dsl/closest.ts"
import { builtIn } from "../../dsl/definitions.ts"
import { checkFile } from "../check/check.ts"
import { distinctFaults } from "../check/distinct.ts"
import { shapesOf } from "../check/shapes.ts"
import type { DatasetImplementation } from "../data/contract.ts"
import { Faulty } from "../faults/faulty.ts"
import { foreignDefinitions } from "../implementations/foreignDefinitions.ts"
import { loadAs } from "../implementations/implementation.ts"
import { readPlanEnvironment } from "../plan/planEnvironment.ts"
import { cacheOf, prepareCache } from "../store/cacheFolder.ts"
import { planStudy, type Plan } from "../plan/planStudy.ts"
import { fault } from "../../dsl/fault.ts"

/** An experiment file, checked, at a scale. */
export interface Checked {
  readonly file: string
  /** Name of the file without its ending: the name of its report. */
  readonly name: string
  readonly targets: readonly Target[]
}

/** A checked file with the stages behind its targets. */
export interface Planned extends Checked {
  readonly plan: Plan
}

const unknownScale = (scale: string, scales: readonly string[]): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: `no experiment of the file declares a scale "${scale}"`,
        where: { field: "scales" },
        expected: scales.length === 0 ? "a scale in `scales`" : `one of ${scales.join(", ")}`,
        hint:
          scales.length === 0
            ? `declare it: scales: { ${scale}: { "pretraining.epochs": 2 } }`
            : suggestion(scale, scales),
      }),
    ],
  })

/** Checks a file, and again at the scale asked for. */
export const checked = Effect.fn("checked")(function* (
  path: string,
  scale: Option.Option<string>,
): Effect.fn.Return<Checked, Faulty> {
  const { file, targets } = yield* checkFile(path, process.env)
  const name = basename(file).replace(/\.[cm]?ts$/, "")
  if (Option.isNone(scale)) return { file, name, targets: [...targets.values()] }
  const scales = [...new Set([...targets.values()].flatMap(scalesOf))]
  if (!scales.includes(scale.value)) return yield* unknownScale(scale.value, scales)
  const scaled = [...targets.values()].map((target) => targetAtScale(target, scale.value))
  const definitions = [
    ...builtIn,
    ...(yield* foreignDefinitions([...targets.values()].flatMap(studiesOf))),
  ]
  const faultsOf = experimentChecker(definitions)
  const experiments = scaled.flatMap((target) => armsOf(target).map(({ experiment }) => experiment))
  const own = new Map(experiments.map((experiment) => [experiment, faultsOf(experiment)]))
  const isSound = (experiment: Experiment) => own.get(experiment)?.length === 0
  const shapes = yield* shapesOf(experiments.filter(isSound))
  const faults = distinctFaults(
    [...own].flatMap(([experiment, found]) =>
      found.length > 0 ? found : shapes.faults(experiment),
    ),
  )
  if (faults.length > 0)
    return yield* new Faulty({
      faults: faults.map((each) =>
        fault({ ...each, what: `at scale ${scale.value}: ${each.what}` }),
      ),
    })
  return { file, name: `${name}-${scale.value}`, targets: scaled }
})

const isImporting = (target: Target): boolean =>
  armsOf(target).some(({ experiment }) => experiment.pretraining.kind === "imported")

/** Targets with imported weights pinned to their content; only these need the networks' modules. */
const pinned = Effect.fnUntraced(function* (
  targets: readonly Target[],
): Effect.fn.Return<readonly Target[], Faulty> {
  if (!targets.some(isImporting)) return targets
  const { pinContent } = yield* Effect.promise(() => import("../weights/pinContent.ts"))
  return yield* pinContent(targets, process.env)
})

/** Checks a file, finds its data, hashes its code and plans its stages. */
export const planned = Effect.fn("planned")(function* (
  path: string,
  scale: Option.Option<string>,
  storeFolder: string,
) {
  const found = yield* checked(path, scale)
  const made = { ...found, targets: yield* pinned(found.targets) }
  // Not in the store, which a plan must not change.
  const fingerprints = cacheOf(storeFolder, "fingerprints.json")
  yield* Effect.ignore(Effect.try(() => prepareCache(storeFolder, fingerprints)))
  const environment = yield* readPlanEnvironment(
    made.targets,
    Effect.fnUntraced(function* (dataset) {
      const implementation = yield* loadAs<DatasetImplementation>(dataset, ["fingerprint"])
      return yield* implementation.fingerprint(dataset, process.env, fingerprints)
    }),
    cacheOf(storeFolder, "code"),
  )
  const plan = yield* Effect.fromResult(planStudy(made.targets, environment))
  return { ...made, plan } satisfies Planned
})
