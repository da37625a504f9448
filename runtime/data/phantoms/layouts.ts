import { brats2023 } from "./brats2023.ts"
import { cifar10 } from "./cifar10.ts"
import { lung } from "./lung.ts"
import { picai } from "./picai.ts"

/** The layouts by the names that the command line takes. */
export const phantomLayouts = { brats: brats2023, picai, lung, cifar10 } as const
