import type { AnyDefinition } from "./component.ts"
import { builtIn, definitionOf } from "./definitions.ts"
import { componentsOf } from "./placed.ts"
import type { Experiment } from "./experiment.ts"
import { hasDefault } from "./field.ts"

/** A field of an experiment as it will run, and where its value comes from. */
export interface Explanation {
  readonly field: string
  readonly value: unknown
  /** What the field is. */
  readonly doc: string
  /** Source of the default, where the value is the default; `undefined` where the author chose another. */
  readonly source: string | undefined
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Every field of every component of an experiment, defaults written out with their source. */
export const explain = (
  experiment: Experiment,
  definitions: readonly AnyDefinition[] = builtIn,
): readonly Explanation[] =>
  componentsOf(experiment).flatMap(({ component, path }) => {
    const values = new Map(Object.entries(component))
    const fields = definitionOf(component, definitions)?.fields ?? {}
    return Object.entries(fields).flatMap(([key, field]) => {
      const value = values.get(key)
      const nested = componentsOf({ value }).length > 0
      return nested
        ? []
        : [
            {
              field: [...path, key].join("."),
              value,
              doc: field.doc,
              source: hasDefault(field) && equal(value, field.default) ? field.source : undefined,
            },
          ]
    })
  })
