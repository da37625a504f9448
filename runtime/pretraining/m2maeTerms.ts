import type { Component } from "../../dsl/component.ts"
import type { Values } from "../../dsl/field.ts"
import type { m2maeDefinition } from "../../dsl/pretraining.ts"

export type M2mae = Component<"objective", "m2mae"> & Values<typeof m2maeDefinition.fields>

/** Which terms of the loss, and so which parts of the network, are in the graph. */
export interface Terms {
  readonly mse: boolean
  readonly adversarial: boolean
  readonly pbt: boolean
  /** The projection from tokens to an image: for the MSE and the adversarial loss. */
  readonly decoder: boolean
}

/** A term of weight 0 is left out; so is the PBT without levels. */
export const termsOf = ({ loss, pbt }: M2mae): Terms => ({
  mse: loss.mse > 0,
  adversarial: loss.adversarial > 0,
  pbt: loss.pbt > 0 && pbt.length > 0,
  decoder: loss.mse > 0 || loss.adversarial > 0,
})
