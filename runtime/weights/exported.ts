import type { Arrays, Program } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { inferenceProgram, type Segmenter } from "../training/segmentation.ts"
import { type Description, encoderOf, segmenterOf } from "./description.ts"
import { type Preprocessing, unknownPreprocessing } from "./preprocessing.ts"
import { encoderProgram } from "./encoderProgram.ts"
import type { Weights } from "./weightsFile.ts"

/** A trained network, ready to be written in a format of others. */
export interface Exported {
  /** Inference of one image: `tokens` of an encoder, `logits` of a segmenter. */
  readonly program: Program
  /** By the names of the program's state. */
  readonly weights: Arrays
  /** Present where MONAI has the network too. */
  readonly description: Description | undefined
  readonly preprocessing: Preprocessing
}

/** Inference of a segmenter, or of an encoder alone. */
export const inferenceOfNetwork = (
  encoder: EncoderModel,
  segmenter: Segmenter | undefined,
): Program => (segmenter === undefined ? encoderProgram(encoder) : inferenceProgram(segmenter, 1))

/** What a file of imported weights holds. */
export const exportedFile = ({ description, weights }: Weights): Exported => ({
  program: inferenceOfNetwork(encoderOf(description), segmenterOf(description)),
  weights,
  description,
  preprocessing: unknownPreprocessing,
})
