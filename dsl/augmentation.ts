import * as builtIn from "./augmentations/builtIn.ts"

export * from "./augmentations/builtIn.ts"
export { defineAugmentation, type Augmentation } from "./augmentations/family.ts"

export const augmentationDefinitions = Object.values(builtIn)
