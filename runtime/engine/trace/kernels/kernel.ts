import type * as tf from "@tensorflow/tfjs"
import type { Graph } from "../graph.ts"
import type { Value } from "../value.ts"

/** A tfjs kernel called while a body is traced. */
export interface Call {
  readonly graph: Graph
  /** The input of that name. */
  readonly input: (name: string) => Value
  /** All inputs in order, for kernels that take a list. */
  readonly inputs: readonly Value[]
  readonly attributes: tf.NamedAttrMap | undefined
}

/** Records what a tfjs kernel computes. */
export type Kernel = (call: Call) => Value | readonly Value[]

/** Kernels by the name that tfjs gives them. */
export type Kernels = Readonly<Record<string, Kernel>>

/** Thrown by a kernel for attributes that it does not have. */
export class UnsupportedUse extends Error {}
