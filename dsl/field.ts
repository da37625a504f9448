import { Schema } from "effect"

/** A schema whose values are plain JSON both ways. */
export type PlainSchema<A = unknown> = Schema.ConstraintCodec<A, A>

/** A field that the author of an experiment must give. */
export interface RequiredField<S extends PlainSchema = PlainSchema> {
  readonly schema: S
  readonly doc: string
}

/** A field with a default; `source` says where the default comes from. */
export interface DefaultedField<S extends PlainSchema = PlainSchema> extends RequiredField<S> {
  readonly default: S["Type"]
  readonly source: string
  /** Of a field that came later: the value that means what was done before there was the field. */
  readonly before?: S["Type"]
}

export type Field = RequiredField | DefaultedField
export type Fields = Readonly<Record<string, Field>>

/** A text for people about a field: no enumeration finds it, so what reads it must name it. */
class Documented {
  readonly #doc: string
  constructor(doc: string) {
    this.#doc = doc
  }
  get doc(): string {
    return this.#doc
  }
}

class Sourced extends Documented {
  readonly #source: string
  constructor(doc: string, source: string) {
    super(doc)
    this.#source = source
  }
  get source(): string {
    return this.#source
  }
}

/** A field without a default. */
export const required = <const S extends PlainSchema>(schema: S, doc: string): RequiredField<S> =>
  Object.assign(new Documented(doc), { schema })

/**
 * A field with a default and the source of that default (equation, table, paper, tool). A field that is
 * added to a component later says with `before` which value means what was done until then: a stage with
 * that value has the slice, and may take the results, of one from before the field.
 */
export const defaulted = <const S extends PlainSchema>(
  schema: S,
  value: NoInfer<S["Type"]>,
  doc: string,
  source: string,
  later: { readonly before?: NoInfer<S["Type"]> } = {},
): DefaultedField<S> =>
  Object.assign(new Sourced(doc, source), { schema, default: value, ...later })

/** The values of fields, defaults filled in. */
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K]["schema"]["Type"] }

type DefaultedKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends DefaultedField ? K : never
}[keyof F]

type Plain<T> = { [K in keyof T]: T[K] }

/** What an author writes: fields with a default may be left out. */
export type Options<F extends Fields> = Plain<
  { readonly [K in Exclude<keyof F, DefaultedKeys<F>>]: F[K]["schema"]["Type"] } & {
    readonly [K in DefaultedKeys<F>]?: F[K]["schema"]["Type"]
  }
>

/** True for a field that has a default. */
export const hasDefault = (field: Field): field is DefaultedField => "default" in field

/** A number above zero. */
export const Positive = Schema.Finite.check(Schema.isGreaterThan(0))
/** A number of zero or more. */
export const NonNegative = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
/** A share in (0, 1). */
export const Ratio = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true }),
)
/** A share in [0, 1]. */
export const Probability = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
/** A whole number of at least one. */
export const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))
/** A seed: a whole number from 0 to 2^32 - 1, as NumPy and PyTorch Lightning take it. */
export const Seed = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 32 - 1 }))
/** A length along three axes: one number for all, or [depth, height, width]. */
export const Extent = Schema.Union([Count, Schema.Tuple([Count, Count, Count])])
export type Extent = typeof Extent.Type

/** An extent as [depth, height, width]. */
export const axes = (extent: Extent): readonly [number, number, number] =>
  typeof extent === "number" ? [extent, extent, extent] : extent
