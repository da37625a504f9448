import type { Component } from "../component.ts"
import { family } from "../component.ts"

/**
 * A way to pre-train an encoder. `pbt`, where an objective has it, names encoder layers: they are
 * checked against the encoder's depth.
 */
export interface Objective<Layer extends number = number> extends Component<"objective"> {
  readonly pbt?: readonly Layer[]
}

/** Declares a self-supervised objective from its fields and the module that computes its losses. */
export const defineObjective = family("objective")
