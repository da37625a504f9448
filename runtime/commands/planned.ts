import { hash } from "node:crypto"
import { basename } from "node:path"
import { Effect, Option, Result } from "effect"
import { settingText, type Setting } from "../../dsl/setting.ts"
import { armsOf, type Target } from "../../dsl/target.ts"
import { checkFile } from "../check/check.ts"
import { configFor, readConfig } from "../check/configFile.ts"
import type { ExperimentFile } from "../check/load.ts"
import type { DatasetImplementation } from "../data/contract.ts"
import { Faulty } from "../faults/faulty.ts"
import { armOrigins, type ArmOrigins } from "../results/armOrigins.ts"
import { loadAs } from "../implementations/implementation.ts"
import { readPlanEnvironment } from "../plan/planEnvironment.ts"
import { cacheOf, prepareCache } from "../store/cacheFolder.ts"
import { planStudy, type Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"
import { distinctFaults } from "../check/distinct.ts"

/** How the flags of a command say that a file is to be taken. */
export interface VariantFlags {
  readonly scale: Option.Option<string>
  readonly set?: readonly Setting[]
}

/** The flags of a variant as words of a command. */
export const variantWords = ({ scale, set = [] }: VariantFlags): readonly string[] => [
  ...Option.toArray(scale).flatMap((name) => ["--scale", name]),
  ...set.flatMap((setting) => ["--set", settingText(setting)]),
]

/** An experiment file, checked, at a scale and with the fields that were set. */
export interface Checked extends Omit<ExperimentFile, "written"> {
  /** Name of the file without its ending, with scale and settings: the name of its report. */
  readonly name: string
}

/** Characters of settings in a name at most. */
const longestName = 100

/** A part of a name that tells settings apart, for folders too. */
const settingsName = (settings: readonly Setting[]): string => {
  const text = settings.map(settingText).join(",")
  const plain = text.replace(/[^A-Za-z0-9.,=_-]+/g, "_").slice(0, longestName)
  if (plain === text) return plain
  return `${plain}-${hash("sha256", text).slice(0, 6)}`
}

/** A checked file with the stages behind its targets. */
export interface Planned extends Checked {
  readonly plan: Plan
}

/** A planned file with where the values of its arms are written. */
export interface PlannedWithOrigins extends Planned {
  readonly origins: readonly ArmOrigins[]
}

const checkedWithPlaces = Effect.fnUntraced(function* (
  path: string,
  { scale, set: settings = [] }: VariantFlags,
) {
  const variant = { scale: Option.getOrUndefined(scale), settings }
  const found = yield* checkFile(path, process.env, variant)
  const name = [
    basename(found.file).replace(/\.[cm]?ts$/, ""),
    ...Option.toArray(scale),
    ...(settings.length === 0 ? [] : [settingsName(settings)]),
  ].join("-")
  return { ...found, name }
})

/** What is kept of a checked file: places of values are found in a compiled program of 150 MB. */
const withoutPlaces = ({ file, targets, settings, definitions, name }: Checked): Checked => ({
  file,
  targets,
  settings,
  definitions,
  name,
})

/** Checks a file, and again at the scale and with the settings asked for. */
export const checked = (path: string, variant: VariantFlags): Effect.Effect<Checked, Faulty> =>
  Effect.map(checkedWithPlaces(path, variant), withoutPlaces)

/** Checks files and their configurations; the faults of all of them at once. */
export const checkedAll = Effect.fnUntraced(function* (
  files: readonly string[],
  variant: VariantFlags,
): Effect.fn.Return<readonly Checked[], Faulty> {
  // An error keeps what was running when it was made, a compiled program of 100 MB: only its faults are kept.
  const tried = <A>(check: Effect.Effect<A, Faulty>) =>
    Effect.result(Effect.mapError(check, ({ faults }) => faults))
  const found = yield* Effect.forEach(files, (file) => tried(checked(file, variant)))
  const configs = new Set(files.flatMap((file) => configFor(file) ?? []))
  const read = yield* Effect.forEach(configs, (config) => tried(readConfig(config)))
  const faults = [...read, ...found].flatMap((one) => (Result.isFailure(one) ? one.failure : []))
  // Files that import one experiment have its faults in common.
  if (faults.length > 0) return yield* new Faulty({ faults: [...distinctFaults(faults)] })
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

const planOf = Effect.fnUntraced(function* (found: Checked) {
  const { root } = yield* Store
  const made = { ...found, targets: yield* pinned(found.targets) }
  // Not in the store, which a plan must not change.
  const fingerprints = cacheOf(root, "fingerprints.json")
  yield* Effect.ignore(Effect.try(() => prepareCache(root, fingerprints)))
  const environment = yield* readPlanEnvironment(
    made.targets,
    Effect.fnUntraced(function* (dataset) {
      const implementation = yield* loadAs<DatasetImplementation>(dataset, ["fingerprint"])
      return yield* implementation.fingerprint(dataset, process.env, fingerprints)
    }),
    cacheOf(root, "code"),
  )
  const plan = yield* Effect.fromResult(planStudy(made.targets, environment))
  return { ...made, plan } satisfies Planned
})

/** Checks a file, finds its data, hashes its code and plans its stages. */
export const planned = Effect.fn("planned")(function* (path: string, variant: VariantFlags) {
  return yield* planOf(yield* checked(path, variant))
})

/** The same, for what says where values come from. */
export const plannedWithOrigins = Effect.fn("plannedWithOrigins")(function* (
  path: string,
  variant: VariantFlags,
) {
  const { found, origins } = yield* Effect.map(checkedWithPlaces(path, variant), (located) => ({
    found: withoutPlaces(located),
    origins: armOrigins(located),
  }))
  return { ...(yield* planOf(found)), origins } satisfies PlannedWithOrigins
})
