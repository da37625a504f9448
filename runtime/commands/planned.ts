import { basename } from "node:path"
import { Effect, Option, Result } from "effect"
import { armsOf, type Target } from "../../dsl/target.ts"
import { checkFile } from "../check/check.ts"
import type { DatasetImplementation } from "../data/contract.ts"
import { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { readPlanEnvironment } from "../plan/planEnvironment.ts"
import { cacheOf, prepareCache } from "../store/cacheFolder.ts"
import { planStudy, type Plan } from "../plan/planStudy.ts"

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

/** Checks a file, and again at the scale asked for. */
export const checked = Effect.fn("checked")(function* (
  path: string,
  scale: Option.Option<string>,
): Effect.fn.Return<Checked, Faulty> {
  const asked = Option.getOrUndefined(scale)
  const { file, targets } = yield* checkFile(path, process.env, asked)
  const name = basename(file).replace(/\.[cm]?ts$/, "")
  return {
    file,
    name: asked === undefined ? name : `${name}-${asked}`,
    targets: [...targets.values()],
  }
})

/** Checks files; the faults of all of them at once. */
export const checkedAll = Effect.fnUntraced(function* (
  files: readonly string[],
  scale: Option.Option<string>,
): Effect.fn.Return<readonly Checked[], Faulty> {
  const found = yield* Effect.forEach(files, (file) => Effect.result(checked(file, scale)))
  const faults = found.flatMap((one) => (Result.isFailure(one) ? one.failure.faults : []))
  if (faults.length > 0) return yield* new Faulty({ faults })
  return found.flatMap((one) => (Result.isSuccess(one) ? [one.success] : []))
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
