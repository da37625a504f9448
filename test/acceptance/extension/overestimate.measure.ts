import { implementMetric } from "ablate/implement"
import { overestimate } from "./overestimate.ts"

const volume = (mask: Uint8Array): number =>
  mask.reduce((sum, voxel) => sum + (voxel === 0 ? 0 : 1), 0)

export default implementMetric(overestimate, {
  measure: (_, { prediction, truth }) => volume(prediction) / volume(truth) - 1,
})
