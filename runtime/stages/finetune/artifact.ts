import { readWeights } from "../trained.ts"

/** The weights of a trained segmentation network, from the fine-tuning that this stage reads. */
export const segmenterWeights = readWeights("finetune", "model.safetensors")
