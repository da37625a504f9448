import { adam } from "./optimizers/adam.ts"
import { sgd } from "./optimizers/sgd.ts"

export { defineOptimizer, scheduleFields, type Optimizer } from "./optimizers/family.ts"
export { adam, sgd }

export const optimizerDefinitions = [adam, sgd]
