import type { Experiment } from "../../dsl/experiment.ts"
import type { Fault } from "../../dsl/fault.ts"

/** Variables by name, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)/

/** A path with a leading `$NAME` read from the environment; `undefined` if the variable is not set. */
export const expandPath = (path: string, environment: Environment): string | undefined => {
  const [whole, name] = variable.exec(path) ?? []
  if (whole === undefined || name === undefined) return path
  const value = environment[name]
  return value === undefined || value === "" ? undefined : value + path.slice(whole.length)
}

/** Variables that texts anywhere in plain data begin with, and where. */
const variablesIn = (
  data: unknown,
  path: readonly string[],
): readonly { readonly name: string; readonly path: readonly string[] }[] => {
  if (typeof data === "string") {
    const [, name] = variable.exec(data) ?? []
    return name === undefined ? [] : [{ name, path }]
  }
  return typeof data === "object" && data !== null
    ? Object.entries(data).flatMap(([key, value]) => variablesIn(value, [...path, key]))
    : []
}

/** Variables that the data set of an experiment names and the environment lacks. */
export const environmentFaults = (
  { dataset }: Experiment,
  environment: Environment,
): readonly Fault[] =>
  variablesIn(dataset, ["dataset"])
    .filter(({ name }) => (environment[name] ?? "") === "")
    .map(({ name, path }) => ({
      what: `the environment variable ${name} is not set`,
      where: { field: path.join(".") },
      expected: `${name} to hold the path that ${path.at(-1)} stands for`,
      hint: `for example: export ${name}=/data/${dataset.kind}`,
    }))
