import { existsSync } from "node:fs"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { scoresOf } from "../../dsl/serverScores.ts"

/** Variables by name, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

const variable = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/

/** The variable that a path begins with, as `$NAME` or `${NAME}`, or `~` for HOME. */
const variableOf = (path: string): string | undefined => {
  const [, plain, inBraces] = variable.exec(path) ?? []
  return /^~(?=\/|$)/.test(path) ? "HOME" : (plain ?? inBraces)
}

/** A path with a leading `$NAME`, `${NAME}` or `~` read from the environment; `undefined` if it is not set. */
export const expandPath = (path: string, environment: Environment): string | undefined => {
  const name = variableOf(path)
  if (name === undefined) return path
  const value = environment[name]
  return value === undefined || value === ""
    ? undefined
    : value + path.replace(/^~|^\$\{\w+\}|^\$\w+/, "")
}

/** What to say of a path whose variable is not set. */
export const variableFault = (path: string, field: string): Fault => {
  const name = variableOf(path)
  return fault({
    what: `the environment variable ${name} is not set`,
    where: { field },
    hint: `Set it: export ${name}=...`,
  })
}

/** What signs in a path stand for elsewhere, which nothing on this machine's disks is called by. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/^\s|\s$/, "Remove the blanks around it."],
  [/^["']|["']$/, "Remove the quotes around it."],
  [/^\w{2,}:\/\//, "Data are read from this machine's folders: copy or mount them."],
  [/^~/, "Write the folder's whole name in place of ~."],
  [/%\w+%/, "Write a variable as $NAME."],
  [
    /^[A-Za-z]:|\\/,
    "Write it as this system does, with / between folders; under WSL C:\\data is /mnt/c/data.",
  ],
]

/** What to do about a path at which nothing is, where its signs tell. */
export const pathHint = (path: string): string | undefined =>
  SIGNS.find(([signs]) => signs.test(path))?.[1]

/** Variables that texts anywhere in plain data begin with, and where. */
const variablesIn = (
  data: unknown,
  path: readonly string[],
): readonly { readonly name: string; readonly path: readonly string[] }[] => {
  if (typeof data === "string") {
    const name = variableOf(data)
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
            hint:
              pathHint(place) ??
              "correct the path; a relative one is read from the folder in which ablate is started",
          }),
        )
    }
    if (typeof data === "object" && data !== null)
      for (const [key, value] of Object.entries(data)) within(value, [...path, key])
  }
  within(dataset, ["dataset"])
  return found
}
