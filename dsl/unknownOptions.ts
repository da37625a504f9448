import { suggestion } from "./closest.ts"
import { fault, type Fault } from "./fault.ts"

/** Options that a record has beside the known ones: a record declared elsewhere escapes the compiler. */
export const unknownOptions = (
  record: object,
  known: readonly string[],
  of: string,
  within = "",
): readonly Fault[] =>
  Object.keys(record)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const options = known.filter((name) => name !== "target" && name !== "kind")
      return fault({
        what: `${of} has no field "${key}"`,
        where: { field: `${within}${key}` },
        expected: `one of ${options.join(", ")}`,
        hint: suggestion(key, options),
      })
    })
