import type { Family, NamesOf } from "../../kernels/families.ts"
import type { Call as SharedCall } from "../../kernels/kernel.ts"
import type { Graph } from "../graph.ts"
import type { Value } from "../value.ts"

export interface Call extends SharedCall<Value> {
  readonly graph: Graph
}

/** Records what a kernel computes. */
export type Kernel = (call: Call) => Value | readonly Value[]

/** Every kernel of a family. */
export type Kernels<F extends Family> = Readonly<Record<NamesOf<F>, Kernel>>
