import { Schema } from "effect"
import { componentOf, family, type Component } from "../component.ts"
import { defaulted, Probability } from "../field.ts"

/** One step of augmentation, applied to a crop; steps apply in order. */
export type Augmentation = Component<"augmentation">

export const AnyAugmentation = componentOf<Augmentation>("augmentation")

/** Declares a step of augmentation from its fields and the module that applies it. */
export const defineAugmentation = family("augmentation")

/** The field `probability`: how often a step acts. */
export const acts = (
  probability: number,
  source: string,
  doc = "Probability that the step acts.",
) => defaulted(Probability, probability, doc, source)

/** A share above 0, 1 included. */
export const Share = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true }),
)

/**
 * `all`: all three; `inPlane`: height and width, for crops whose depth is coarse (nnU-Net calls this
 * dummy 2-D augmentation).
 */
export const Axes = Schema.Literals(["all", "inPlane"])

/** A range from low to high. */
export const rangeOf = <S extends Schema.ConstraintCodec<number, number>>(bound: S) =>
  Schema.Tuple([bound, bound]).check(
    Schema.makeFilter(([low, high]: readonly [number, number]) =>
      low <= high ? undefined : "a range from the lower to the higher bound",
    ),
  )
