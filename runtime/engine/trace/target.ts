import type { Values } from "../arrays.ts"
import type { OptionalKernelName, KernelName } from "../kernels/families.ts"
import type { Call } from "../kernels/kernel.ts"
import type { TensorSpec } from "../program.ts"

/** What a target has for a tensor of a body. Types other than a tensor's stay inside the target. */
export interface Traced {
  readonly shape: readonly number[]
  readonly dtype: TensorSpec["dtype"] | "int64" | "bfloat16" | "uint32" | "uint64"
}

/** What a traced body is written in: records what a body takes, writes down and calls. */
export interface Target<V extends Traced> {
  readonly input: (name: string, spec: TensorSpec) => V
  /** Numbers that a body writes down; one number stands for the same everywhere. */
  readonly constant: (values: Values | number, spec: TensorSpec) => V
  readonly kernel: (name: KernelName, call: Call<V>) => V | readonly V[]
  /** The kernels that a target may lack. */
  readonly optionalKernel?: (name: OptionalKernelName, call: Call<V>) => V
}
