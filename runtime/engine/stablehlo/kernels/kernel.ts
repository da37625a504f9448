import type { Family, NamesOf } from "../../kernels/families.ts"
import type { Call as SharedCall } from "../../kernels/kernel.ts"
import type { Value } from "../value.ts"
import type { Writer } from "../writer.ts"

export interface Call extends SharedCall<Value> {
  readonly w: Writer
}

/** Writes what a kernel computes. */
export type Kernel = (call: Call) => Value | readonly Value[]

/** Every kernel of a family. */
export type Kernels<F extends Family> = Readonly<Record<NamesOf<F>, Kernel>>
