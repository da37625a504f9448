import type { KernelName } from "../../kernels/families.ts"
import { binaryKernels } from "./binary.ts"
import { convolvingKernels } from "./convolving.ts"
import { gatheringKernels } from "./gathering.ts"
import type { Kernel } from "./kernel.ts"
import { normalizingKernels } from "./normalizing.ts"
import { poolingKernels } from "./pooling.ts"
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
