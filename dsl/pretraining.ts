/** Ways to pre-train an encoder. */
import { barlowTwins } from "./objectives/barlowTwins.ts"
import { m2maeDefinition } from "./objectives/m2mae.ts"
import { mae } from "./objectives/mae.ts"
import { moco } from "./objectives/moco.ts"
import { simmim } from "./objectives/simmim.ts"
import { imported } from "./objectives/imported.ts"
import { scratch } from "./objectives/scratch.ts"

export { defineObjective, type Objective } from "./objectives/family.ts"
export { levels, m2mae, m2maeDefinition } from "./objectives/m2mae.ts"
export { trainingFields } from "./objectives/trainingFields.ts"
export { twoViewFields } from "./objectives/twoViews.ts"
export { barlowTwins, imported, mae, moco, scratch, simmim }

export const objectiveDefinitions = [
  m2maeDefinition,
  mae,
  simmim,
  moco,
  barlowTwins,
  scratch,
  imported,
]
