import { Schema } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { thrownInWords } from "../faults/thrownValue.ts"
import type { Parameters } from "./layers/parameter.ts"

const Length = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

const isParameter = Schema.is(
  Schema.Struct({
    shape: Schema.Array(Length),
    init: Schema.Union([
      Schema.Struct({ kind: Schema.Literals(["zeros", "ones"]) }),
      Schema.Struct({ kind: Schema.Literal("uniform"), bound: Schema.Finite }),
      Schema.Struct({ kind: Schema.Literal("normal"), deviation: Schema.Finite }),
      Schema.Struct({
        kind: Schema.Literal("truncatedNormal"),
        deviation: Schema.Finite,
        bound: Schema.Finite,
      }),
    ]),
  }),
)

/** What is wrong with the parameters and the buffers of a part: a name of both, a shape or a first value that is none. */
export const parameterFaults = (
  part: string,
  field: string,
  parameters: Parameters,
  buffers: Parameters = {},
): readonly Fault[] => {
  const told = (what: string, expected: string): Fault =>
    fault({
      what: `${part}: ${what}`,
      where: { field },
      expected,
      hint: "look at the parameters of its module",
    })
  return [
    ...Object.entries({ ...parameters, ...buffers }).flatMap(([name, spec]) =>
      isParameter(spec)
        ? []
        : [
            told(
              `the parameter ${name} is ${thrownInWords(spec)}`,
              "a shape of whole numbers from 1 and an init such as zeros or kaimingUniform(inputs)",
            ),
          ],
    ),
    ...Object.keys(buffers)
      .filter((name) => name in parameters)
      .map((name) => told(`${name} is a parameter and a buffer`, "a name for each")),
  ]
}
