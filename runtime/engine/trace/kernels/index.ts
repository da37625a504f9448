import { binaryKernels } from "./binary.ts"
import { convolvingKernels } from "./convolving.ts"
import { gatheringKernels } from "./gathering.ts"
import type { Kernels } from "./kernel.ts"
import { normalizingKernels } from "./normalizing.ts"
import { poolingKernels } from "./pooling.ts"
import { productKernels } from "./product.ts"
import { reducingKernels } from "./reducing.ts"
import { shapingKernels } from "./shaping.ts"
import { unaryKernels } from "./unary.ts"

/** Every kernel that the compiled engine has. */
export const kernels: Kernels = {
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

/** Names of the tfjs kernels that a compiled body may use, and of the engine's own. */
export const supportedKernels: readonly string[] = Object.keys(kernels).sort()
