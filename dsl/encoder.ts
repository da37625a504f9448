import { residualEncoder } from "./encoders/residualEncoder.ts"
import { vit } from "./encoders/vit.ts"

export { defineEncoder, type Encoder, type FeatureLevel, type LevelOf } from "./encoders/family.ts"
export { residualEncoder, vit }

export const encoderDefinitions = [vit, residualEncoder]
