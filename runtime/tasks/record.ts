import type { AnyDefinition } from "../../dsl/component.ts"
import type { Task } from "../../dsl/task.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import type { ConfiguredStage, StageRecord } from "../stages/record.ts"

/** Configures a stage; the same parts give the same stage, however many arms hold them. */
export type Configure = <Parts extends object>(
  record: StageRecord<Parts>,
  parts: Parts,
) => ConfiguredStage

/** What the stages of a task are made from. */
export interface TaskParts {
  readonly configure: Configure
  readonly dataset: Dataset
  readonly encoder: Encoder
}

/** A stage that works for a task. */
export interface TaskStage {
  readonly stage: ConfiguredStage
  /** Whether it draws random numbers: then every seed has one of its own. */
  readonly isSeeded: boolean
}

/**
 * The stages that answer a task, each after those that it reads. A stage reads, of the kinds that its
 * record names, those that come before it here, and those that the arm has for all tasks.
 */
export interface TaskFlow {
  /** The last one's artifact holds what the task puts out for the test subjects. */
  readonly stages: readonly TaskStage[]
  /** Measures that; null where a server does. */
  readonly score: TaskStage | null
}

/** The stages of a task. */
export type FlowOf = (task: Task, parts: TaskParts) => TaskFlow

/** How a task from outside is answered by stages of its own. */
export interface StagesImplementation {
  readonly definition: AnyDefinition
  readonly stages: FlowOf
}

/**
 * Ties stages to the definition of a task; export it as the module's default. Without, a task is
 * answered by the built-in stages of what it predicts.
 */
export const implementStages = (
  definition: AnyDefinition,
  stages: FlowOf,
): StagesImplementation => ({ definition, stages })
