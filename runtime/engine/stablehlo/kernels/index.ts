import type { KernelName, OptionalKernelName } from "../../kernels/families.ts"
import { binaryKernels } from "./binary.ts"
import { convolvingKernels, groupedKernels } from "./convolving.ts"
import { gatheringKernels } from "./gathering.ts"
import type { Value } from "../value.ts"
import type { Call, Kernel } from "./kernel.ts"
import { normalizingKernels } from "./normalizing.ts"
import { poolingKernels } from "./pooling.ts"
import { philoxNormal } from "./philox.ts"
import { productKernels } from "./product.ts"
import { reducingKernels } from "./reducing.ts"
import { shapingKernels } from "./shaping.ts"
import { unaryKernels } from "./unary.ts"

/** How each kernel is written in StableHLO. */
export const kernels: Readonly<Record<KernelName, Kernel>> = {
  ...unaryKernels,
  ...binaryKernels,
  ...shapingKernels,
  ...reducingKernels,
  ...productKernels,
  ...gatheringKernels,
  ...convolvingKernels,
  ...poolingKernels,
  ...normalizingKernels,
}

/** How those are written that other targets may lack. */
export const optionalKernels: Readonly<Record<OptionalKernelName, (call: Call) => Value>> = {
  ...groupedKernels,
  PhiloxNormal: philoxNormal,
}
