import { slurmFields, type SlurmProfile } from "./cluster.ts"
import { fault, type Fault } from "./fault.ts"
import { hasDefault, type Fields, type Options } from "./field.ts"
import { valueFaults } from "./fieldFaults.ts"
import { isRecord } from "./plain.ts"
import { unknownOptions } from "./unknownOptions.ts"
import { remoteFields, type RemoteStore } from "./remoteStore.ts"

/** What `ablate.config.ts` exports by default. */
export interface Config {
  /** Profiles of clusters by name; `default` is taken without --profile. */
  readonly slurm?: Readonly<Record<string, Options<typeof slurmFields>>>
  /** Artifacts that are looked for elsewhere before they are made (docs/remoteStore.md). */
  readonly store?: { readonly remote: Options<typeof remoteFields> }
}

/** Makes the default export of `ablate.config.ts`, which lies in the folder of the experiment or above it. */
export const defineConfig = (config: Config): Config => config

const recordFaults = (
  what: string,
  fields: Fields,
  given: unknown,
  at: readonly string[],
): readonly Fault[] => {
  if (!isRecord(given))
    return [fault({ what: `${what} is no record`, where: { field: at.join(".") } })]
  const unknown = unknownOptions(given, Object.keys(fields), what, `${at.join(".")}.`)
  const wrong = Object.entries(fields).flatMap(([key, field]) =>
    given[key] === undefined && hasDefault(field)
      ? []
      : valueFaults(field, given[key], [...at, key]),
  )
  return [...unknown, ...wrong]
}

/** Parts of a configuration, with the records that they hold. */
const parts = ["slurm", "store"]

/** What is wrong with the default export of an `ablate.config.ts`. */
export const configFaults = (config: unknown): readonly Fault[] => {
  const given = isRecord(config) ? config : {}
  const { slurm = {}, store } = given
  if (!parts.some((part) => given[part] !== undefined))
    return [
      fault({
        what: "the configuration has neither profiles of a cluster nor a remote store",
        where: {},
        expected: 'export default defineConfig({ slurm: { default: { partition: "gpu" } } })',
      }),
    ]
  const unknown = unknownOptions(given, parts, "a configuration")
  const profiles = isRecord(slurm)
    ? Object.entries(slurm).flatMap(([name, profile]) =>
        recordFaults("a Slurm profile", slurmFields, profile, ["slurm", name]),
      )
    : [fault({ what: "slurm is no record of profiles", where: { field: "slurm" } })]
  const remote =
    store === undefined
      ? []
      : isRecord(store)
        ? recordFaults("a remote store", remoteFields, store["remote"], ["store", "remote"])
        : [fault({ what: "store is no record", where: { field: "store" } })]
  return [...unknown, ...profiles, ...remote]
}

const isConfig = (config: unknown): config is Config => configFaults(config).length === 0

const defaultsOf = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      hasDefault(field) ? [[name, field.default]] : [],
    ),
  )

const isProfile = (value: object): value is SlurmProfile =>
  Object.keys(slurmFields).every((name) => name in value)

const isRemote = (value: object): value is RemoteStore =>
  Object.keys(remoteFields).every((name) => name in value)

/** A profile by name with its defaults; `undefined` where the configuration has none of that name. */
export const slurmProfile = (config: unknown, name: string): SlurmProfile | undefined => {
  const given = isConfig(config) ? config.slurm?.[name] : undefined
  const filled = { ...defaultsOf(slurmFields), ...given }
  return given === undefined || !isProfile(filled) ? undefined : filled
}

/** The remote store with its defaults; `undefined` where the configuration has none. */
export const remoteStoreOf = (config: unknown): RemoteStore | undefined => {
  const given = isConfig(config) ? config.store?.remote : undefined
  const filled = { ...defaultsOf(remoteFields), ...given }
  return given === undefined || !isRemote(filled) ? undefined : filled
}
