import { Schema } from "effect"
import { Count, defaulted } from "./field.ts"

/**
 * Gradient accumulation: crops that go through the network at a time. The gradients are those of the
 * batch up to rounding: the choice is part of an experiment.
 */
export const microBatch = defaulted(
  Schema.NullOr(Count),
  null,
  "Crops whose gradients are computed at a time, to hold less in memory; null takes the whole batch.",
  "no gradient accumulation unless stated",
)
