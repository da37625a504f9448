import type { Effect } from "effect"
import type { Program, TensorSpecs } from "../engine/program.ts"
import type { Faulty } from "../faults/faulty.ts"
import type { CropSettings } from "../training/cropProgram.ts"

/** What the program of a stage depends on besides its settings. */
export interface Sizes {
  /** Of the images. */
  readonly channels: number
  /** Length of the feature vector of a subject, where the stage reads such. */
  readonly features: number
  /** Subjects in a step, where the data decide it. */
  readonly batch: number
}

/** The program of a stage's step. */
export interface StageProgram {
  readonly program: Program
  /** Programs that stay loaded beside it, to measure by. Default: none. */
  readonly beside?: readonly Program[]
  /** Crops that it is trained on. */
  readonly crops?: CropSettings
  /** Weights that the artifact keeps, a set for each file. */
  readonly kept: readonly TensorSpecs[]
}

/** Puts the program of a stage together as its body does; undefined where it has none. */
export type BuildProgram<Settings> = (
  settings: Settings,
  sizes: Sizes,
) => Effect.Effect<StageProgram | undefined, Faulty>
