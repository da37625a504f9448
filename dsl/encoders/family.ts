import { component, type Component, type Declaration } from "../component.ts"
import type { Extent, Field, Options, PlainSchema, RequiredField, Values } from "../field.ts"

/** Features of one resolution. */
export interface FeatureLevel {
  /** Voxels of the image that a position stands for, along each axis. */
  readonly stride: readonly [depth: number, height: number, width: number]
  /** Dimensions of the features at a position. */
  readonly width: number
}

/**
 * An encoder of crops. It puts out features at levels, counted from 1: the blocks of a transformer, the
 * stages of a convolutional network. `Depth` is the number of levels.
 */
export interface Encoder<Depth extends number = number> extends Component<"encoder"> {
  readonly crop: Extent
  readonly depth: Depth
  /** Dimensions of the features at the last level. */
  readonly width: number
}

/** Fields that every encoder has. */
export type EncoderFields = Readonly<Record<string, Field>> & {
  readonly crop: RequiredField<PlainSchema<Extent>>
  readonly depth: RequiredField<PlainSchema<number>>
  readonly width: RequiredField<PlainSchema<number>>
}

/** What an encoder is made from: call it to write one in an experiment. */
export interface EncoderDefinition<
  Kind extends string,
  F extends EncoderFields,
> extends Declaration<Kind, F> {
  <const Depth extends number>(
    options: Options<F> & { readonly depth?: Depth },
  ): Component<"encoder", Kind> & Values<F> & { readonly depth: Depth }
  readonly family: "encoder"
  /** The levels of an encoder with these fields, first to last. */
  readonly levels: (encoder: Values<F>) => readonly FeatureLevel[]
}

/**
 * Declares an encoder from its fields, the levels of features that these mean, and the module that
 * builds it. Its fields include `crop`, `depth` (the number of levels) and `width` (of the last level).
 */
export const defineEncoder = <const Kind extends string, const F extends EncoderFields>(
  declaration: Declaration<Kind, F> & Pick<EncoderDefinition<Kind, F>, "levels">,
): EncoderDefinition<Kind, F> => {
  function make<const Depth extends number>(
    options: Options<F> & { readonly depth?: Depth },
  ): Component<"encoder", Kind> & Values<F> & { readonly depth: Depth }
  function make(options: object): Component<"encoder", Kind> {
    return component("encoder", declaration, options)
  }
  return Object.assign(make, { ...declaration, family: "encoder" as const })
}

/** The numbers 1..N; `number` where N is not known. */
type UpTo<N extends number, Seen extends readonly unknown[] = []> = number extends N
  ? number
  : Seen["length"] extends N
    ? never
    : [...Seen, unknown]["length"] | UpTo<N, [...Seen, unknown]>

/** The levels an encoder has, counted from 1. */
export type LevelOf<E> = E extends Encoder<infer Depth> ? UpTo<Depth> & number : never
