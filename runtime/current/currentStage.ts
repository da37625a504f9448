import { Context, type Effect } from "effect"
import type { Device } from "../engine/index.ts"
import type { Environment } from "../files/environment.ts"

/** What a stage says while it runs. */
interface StageProgress {
  readonly step: number
  readonly steps: number
  readonly loss?: number
  /** Every loss term of the step. */
  readonly terms?: Readonly<Record<string, number>>
  /** Steps a second. */
  readonly rate?: number
  /** Floating-point operations of a step, a mean where steps differ. */
  readonly flops?: number
  /** Voxels that a step reads, a mean where steps differ, of a stage without tensors. */
  readonly voxels?: number
}

/** What a stage is given: its inputs, where to write, what it runs on. */
export interface StageWork {
  /** Folders of the artifacts that it reads, by kind of stage. */
  readonly inputs: Readonly<Record<string, string>>
  /** Folder that becomes the artifact. */
  readonly out: string
  /** Folder that outlives a crash. */
  readonly checkpoint: string
  readonly device: Device
  /** Crops at a time at most, where memory ran out with as many as the settings say. */
  readonly microBatch?: number
  readonly environment: Environment
  readonly progress: (progress: StageProgress) => Effect.Effect<void>
  /** Writes a line into the stage's log. */
  readonly log: (text: string) => Effect.Effect<void>
  /** True once the run was asked to stop: checkpoint and leave. */
  readonly stopping: () => boolean
}

/** The work of the stage that runs in this process. */
export class CurrentStage extends Context.Service<CurrentStage, StageWork>()(
  "ablate/stages/CurrentStage",
) {}
