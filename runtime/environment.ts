import { componentsOf, type Placed } from "../dsl/definitions.ts"
import type { Experiment, Fault } from "../dsl/index.ts"

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

const unset = ({ component, path }: Placed, environment: Environment): readonly Fault[] =>
  Object.entries(component).flatMap(([key, value]) => {
    const [, name] = typeof value === "string" ? (variable.exec(value) ?? []) : []
    return name === undefined || (environment[name] ?? "") !== ""
      ? []
      : [
          {
            what: `the environment variable ${name} is not set`,
            where: { field: [...path, key].join(".") },
            expected: `${name} to hold the path that ${key} stands for`,
            mend: `for example: export ${name}=/data/${component.kind}`,
          },
        ]
  })

/** Variables that the data sets of an experiment name and the environment lacks. */
export const environmentFaults = (
  experiment: Experiment,
  environment: Environment,
): readonly Fault[] =>
  componentsOf({ dataset: experiment.dataset }).flatMap((placed) => unset(placed, environment))
