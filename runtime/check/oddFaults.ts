import { fault, type Fault } from "../../dsl/fault.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { locatePath } from "./locate.ts"
import type { Source } from "./source.ts"

/** Values in targets that are no plain data. */
export const oddFaults = (source: Source, evaluated: Evaluated): readonly Fault[] =>
  evaluated.odd.map(({ exported, path, text }) => {
    const { where, field } = locatePath(source, evaluated, exported, path)
    return fault({
      what: `${field} is ${text}`,
      where: { ...where, field },
      expected: "a string, a finite number, true, false, null, or lists and records of these",
      hint: /(Set|Array)$/.test(text)
        ? "make a list of it: [...value]"
        : text === "a Map"
          ? "make a record of it: Object.fromEntries(value)"
          : "an experiment is plain data: write the value itself, not what computes it",
    })
  })
