import { Effect } from "effect"
import { distinctComponents, type Placed } from "../../dsl/placed.ts"
import type { Study } from "../../dsl/study.ts"
import { builtInPrefix, loadImplementation } from "./implementation.ts"

/** Components, of one family or all, that come from outside the package. */
export const foreignComponents = (studies: Iterable<Study>, family?: string): readonly Placed[] => {
  const arms = [...studies].flatMap((study) => study.arms)
  return distinctComponents(arms.map(({ experiment }) => experiment)).filter(
    ({ component }) =>
      !component.implementation.startsWith(builtInPrefix) &&
      (family === undefined || component.family === family),
  )
}

/** Their definitions, read from the components that use them. */
export const foreignDefinitions = Effect.fn("foreignDefinitions")(function* (
  studies: Iterable<Study>,
  family?: string,
) {
  const foreign = foreignComponents(studies, family)
  const byAddress = new Map(foreign.map((placed) => [placed.component.implementation, placed]))
  const loaded = yield* Effect.forEach(byAddress.values(), ({ component, path }) =>
    loadImplementation(component, path.join(".")),
  )
  return loaded.map((implementation) => implementation.definition)
})
