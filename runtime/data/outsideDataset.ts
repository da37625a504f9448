import { Effect, Schema } from "effect"
import type { Component, Definition } from "../../dsl/component.ts"
import { fault } from "../../dsl/fault.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import { callsAround } from "../faults/authorsPositions.ts"
import { defectFaults } from "../faults/defectFaults.ts"
import { functionPlace, type PartFunction } from "../faults/functionPlace.ts"
import type { DatasetImplementation } from "./contract.ts"
import { DatasetError, datasetError, faultAt } from "./faults/datasetError.ts"
import {
  Declared,
  type Misfit,
  misfitsOfFingerprint,
  misfitsOfList,
  misfitsOfSubject,
  valueInWords,
} from "./outsideValues.ts"

/**
 * Ties the implementation of a data set from outside to its definition; export it as the module's default. What
 * its functions give is looked at before anything is made of it.
 */
export const implementDataset = <Kind extends string, F extends Fields>(
  definition: Definition<"dataset", Kind, F>,
  implementation: Omit<DatasetImplementation<Component<"dataset", Kind> & Values<F>>, "definition">,
): DatasetImplementation<Component<"dataset", Kind> & Values<F>> => {
  const [here = {}] = callsAround(implementDataset)

  /** What a function gives where it is an effect of what fits, else faults with the function's line. */
  const checked = <A>(
    name: string,
    by: PartFunction,
    give: () => Effect.Effect<A, DatasetError>,
    misfits: (given: A) => readonly Misfit[],
    subject?: string,
  ): Effect.Effect<A, DatasetError> => {
    const of = subject === undefined ? {} : { subject }
    const refused = (found: readonly Misfit[]): Effect.Effect<never, DatasetError> => {
      const place = functionPlace(by)
      // A function that Effect.fn has made lies in Effect.
      const where = place === undefined || place.file.includes("/node_modules/") ? here : place
      const faults = found.map(({ what, expected }) =>
        fault({
          what: `${name} of ${definition.kind} gives ${what}`,
          where: { ...where, ...of },
          expected,
          hint: "this function returns it",
        }),
      )
      return Effect.fail(datasetError(...faults))
    }
    return Effect.suspend(() => {
      const given = give()
      return Effect.isEffect(given)
        ? given
        : refused([
            { what: valueInWords(given), expected: "an Effect, as Effect.succeed(...) makes" },
          ])
    }).pipe(
      Effect.catch((error) =>
        error instanceof DatasetError
          ? Effect.fail(error)
          : refused([
              {
                what: `the error ${valueInWords(error)}`,
                expected: "one made by datasetError(...)",
              },
            ]),
      ),
      Effect.catchDefect((thrown) =>
        Effect.fail(datasetError(...defectFaults(thrown).map((found) => faultAt(of, found)))),
      ),
      Effect.flatMap((given) => {
        const found = misfits(given)
        return found.length === 0 ? Effect.succeed(given) : refused(found)
      }),
    )
  }

  const { index, survey, fingerprint, load } = implementation
  const declared = Schema.decodeUnknownSync(Declared)
  return {
    ...implementation,
    definition,
    index: (dataset, environment) =>
      checked(
        "index",
        index,
        () => index(dataset, environment),
        (list) => misfitsOfList(declared(dataset), list),
      ),
    ...(survey === undefined
      ? {}
      : {
          survey: (dataset, environment) =>
            checked(
              "survey",
              survey,
              () => survey(dataset, environment),
              ({ subjects }) => misfitsOfList(declared(dataset), subjects),
            ),
        }),
    fingerprint: (dataset, environment, cacheFile) =>
      checked(
        "fingerprint",
        fingerprint,
        () => fingerprint(dataset, environment, cacheFile),
        misfitsOfFingerprint,
      ),
    load: (dataset, environment, id) =>
      checked(
        "load",
        load,
        () => load(dataset, environment, id),
        (subject) => misfitsOfSubject(declared(dataset), id, subject),
        id,
      ),
  }
}
