import type { AnyDefinition } from "./component.ts"
import { definitionOf } from "./definitions.ts"
import type { Encoder, FeatureLevel } from "./encoders/family.ts"

type DeclaresLevels = AnyDefinition & {
  readonly levels: (encoder: Encoder) => readonly FeatureLevel[]
}

const declaresLevels = (definition: AnyDefinition): definition is DeclaresLevels =>
  "levels" in definition && typeof definition.levels === "function"

/** The levels of an encoder by its definition; none where the definition is not among those given. */
export const levelsOf = (
  encoder: Encoder,
  definitions: readonly AnyDefinition[],
): readonly FeatureLevel[] => {
  const definition = definitionOf(encoder, definitions)
  return definition !== undefined && declaresLevels(definition) ? definition.levels(encoder) : []
}
