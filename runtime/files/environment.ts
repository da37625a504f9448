import { existsSync } from "node:fs"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { scoresOf } from "../../dsl/serverScores.ts"

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

/** Variables that an experiment's data set and its servers' scores name and the environment lacks. */
export const environmentFaults = (
  { dataset, tasks }: Pick<Experiment, "dataset" | "tasks">,
  environment: Environment,
): readonly Fault[] =>
  [
    ...variablesIn(dataset, ["dataset"]),
    ...Object.entries(tasks).flatMap(([name, task]) =>
      variablesIn(scoresOf(task), ["tasks", name, "scores"]),
    ),
  ]
    .filter(({ name }) => (environment[name] ?? "") === "")
    .map(({ name, path }) =>
      fault({
        what: `the environment variable ${name} is not set`,
        where: { field: path.join(".") },
        expected: `${name} to hold the path that ${path.at(-1)} stands for`,
        hint: `for example: export ${name}=/data/${dataset.kind}`,
      }),
    )

/** Fields of a data set that name a folder or a file. */
const places = new Set(["root", "unlabelled", "csv"])

/** Folders and files that a data set names and that are not there. */
export const missingPlaces = (
  { dataset }: Pick<Experiment, "dataset">,
  environment: Environment,
): readonly Fault[] => {
  const found: Fault[] = []
  const within = (data: unknown, path: readonly string[]): void => {
    // What a variable names differs from machine to machine: `data check` reads it.
    if (typeof data === "string" && !data.startsWith("$") && places.has(path.at(-1) ?? "")) {
      const place = expandPath(data, environment)
      if (place !== undefined && !existsSync(place))
        found.push(
          fault({
            what: `there is no ${place}`,
            where: { field: path.join(".") },
            expected: path.at(-1) === "csv" ? "a file that is there" : "a folder that is there",
            hint: "correct the path; a relative one is read from the folder in which ablate is started",
          }),
        )
    }
    if (typeof data === "object" && data !== null)
      for (const [key, value] of Object.entries(data)) within(value, [...path, key])
  }
  within(dataset, ["dataset"])
  return found
}
