import { Predicate } from "effect"
import type { Component } from "../../dsl/component.ts"
import type { EncoderDefinition, EncoderFields } from "../../dsl/encoders/family.ts"
import type { Values } from "../../dsl/field.ts"
import {
  type Encoded,
  type EncoderImplementation,
  type EncoderModel,
  implementEncoder as implemented,
} from "../nn/encoderContract.ts"
import { hierarchicalEncoder as hierarchical } from "../nn/hierarchicalEncoder.ts"
import { misfit, ofShape } from "../nn/outputShape.ts"

type Hierarchy = Parameters<typeof hierarchical>[0]

/** As built-in encoders are made, where the volumes of `forward` are those of the levels that are declared. */
export const hierarchicalEncoder = (hierarchy: Hierarchy): EncoderModel => {
  const { levels, forward } = hierarchy
  return hierarchical({
    ...hierarchy,
    forward: (weights, image) => {
      const volumes = forward(weights, image)
      if (!Array.isArray(volumes) || volumes.length !== levels.length)
        throw misfit("what the encoder puts out", forward, volumes, {
          expected: `a list of ${levels.length} volumes, one for each level`,
          hint: "this function returns it",
        })
      const [batch = 1, d = 1, h = 1, w = 1] = image.shape
      return levels.map(({ stride, width }, index) =>
        ofShape(`level ${index + 1} of the encoder`, forward, volumes[index], [
          batch,
          d / stride[0],
          h / stride[1],
          w / stride[2],
          width,
        ]),
      )
    },
  })
}

/** The features of an encoder where they are those that its model declares. */
const checked = (
  { encode, levels, tokens: count, width }: EncoderModel,
  encoded: Encoded,
  batch: number,
): Encoded => {
  if (!Predicate.isObject(encoded) || !Predicate.isFunction(encoded.level))
    throw misfit("what the encoder puts out", encode, encoded, {
      expected: "a record { tokens, level }",
      hint: "this function returns it",
    })
  const { tokens, level } = encoded
  return {
    tokens: ofShape("the tokens of the encoder", encode, tokens, [batch, count, width]),
    level: (number) => {
      const features = level(number)
      const { width: declared = 1 } = levels[number - 1] ?? {}
      const of = features?.shape?.[1] ?? 1
      return ofShape(`level ${number} of the encoder`, encode, features, [batch, of, declared])
    },
  }
}

/** The default export of an encoder's module. */
export const implementEncoder = <Kind extends string, F extends EncoderFields>(
  definition: EncoderDefinition<Kind, F>,
  { model }: Omit<EncoderImplementation<Component<"encoder", Kind> & Values<F>>, "definition">,
): EncoderImplementation<Component<"encoder", Kind> & Values<F>> =>
  implemented(definition, {
    model: (encoder, channels) => {
      const made = model(encoder, channels)
      if (!Predicate.isObject(made) || !Predicate.isFunction(made.encode)) return made
      return {
        ...made,
        encode: (weights, image) => checked(made, made.encode(weights, image), image.shape[0] ?? 1),
      }
    },
  })
