import type * as tf from "@tensorflow/tfjs"

/** A tfjs kernel called while a body is traced; `V` is what a target has for a tensor. */
export interface Call<V> {
  /** The input of that name. */
  readonly input: (name: string) => V
  /** All inputs in order, for kernels that take a list. */
  readonly inputs: readonly V[]
  readonly attributes: tf.NamedAttrMap | undefined
}

/** Thrown by a kernel for attributes that no target has. */
export class UnsupportedUse extends Error {}
