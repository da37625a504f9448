import { Effect } from "effect"
import type { Dataset, Split } from "../../dsl/dataset.ts"
import type { Precision } from "../../dsl/precision.ts"
import type { Faulty } from "../faults/faulty.ts"
import type { DataFacts } from "./dataFacts.ts"
import type { ReadMeasurements } from "./measurements.ts"
import type { BuildProgram, Sizes, StageProgram } from "./program.ts"
import type { Work } from "./work.ts"

/** What is the same for all stages of a kind. */
export interface StageFacts {
  readonly kind: string
  /**
   * Address of the module whose default export does the work: `ablate:stages/KIND/body`, or a
   * file:// URL. Its code is part of the stage's key; the record is not.
   */
  readonly body: string
  /** Kinds of the artifacts that it reads, where the arm has them, in the order of the work. */
  readonly inputs: readonly string[]
  /** What it is named by: the data set, where all arms of one share it, or the first arm. */
  readonly namedBy: "dataset" | "arm"
  /** Whether it computes with tensors on the device of its slot; the rest needs the host alone. */
  readonly usesDevice: boolean
  /** Whether it leaves the curves of its training, `history.json` (`history.ts`). */
  readonly hasHistory: boolean
  /** Whether it learns a class or a number of each subject, which have to be known of enough of them. */
  readonly learnsOfSubjects?: boolean
  /** Reads from the artifact what the stage has measured on the test subjects. */
  readonly measurements?: () => Promise<{ readonly default: ReadMeasurements }>
}

/** A data set, however it is divided. */
export type ListedDataset = Omit<Dataset, "split">

/** How many crops go through a network: those of a step, and those at a time. */
interface Crops {
  readonly batch: number
  /** Null: the whole batch at a time. */
  readonly microBatch: number | null
}

/** A stage with the settings of an experiment. */
export interface ConfiguredStage {
  readonly record: StageFacts
  /** What the body reads of the experiment. */
  readonly settings: object
  /** How it divides the subjects; undefined where it takes all. */
  readonly split: Split | undefined
  /** Crops that it trains on, which can go through in smaller parts; null where it cannot be parted. */
  readonly crops: Crops | null
  /** Precision of the steps of its training; null where it trains nothing. */
  readonly precision: Precision | null
  /** Devices that divide its batch among them. No part of its settings. */
  readonly devices: number
  /** The data set whose subjects it lists; undefined where it lists none. */
  readonly lists: ListedDataset | undefined
  /** Length of the feature vectors that it leaves; undefined where it leaves none. */
  readonly features: number | undefined
  /** What it does on its data; `features` is the length of the vectors that it reads. */
  work(data: DataFacts, features: number): Work | undefined
  /** The program that it runs; undefined where it has none. */
  program(sizes: Sizes): Effect.Effect<StageProgram | undefined, Faulty>
}

/** What a kind of stage says of itself: one of these lies in every folder. */
interface Definition<Parts, Settings extends object> extends StageFacts {
  /** What it reads of the parts of an experiment: only a change of these makes it run again. */
  readonly settings: (parts: Parts) => Settings
  readonly split?: (settings: Settings) => Split
  readonly crops?: (settings: Settings) => Crops | null
  readonly precision?: (settings: Settings) => Precision
  readonly devices?: (parts: Parts) => number
  readonly lists?: (settings: Settings) => ListedDataset
  readonly features?: (settings: Settings) => number
  readonly work?: (settings: Settings, data: DataFacts, features: number) => Work | undefined
  readonly program?: () => Promise<{ readonly default: BuildProgram<Settings> }>
}

/** A kind of stage: what it is, and how it is configured from parts of an experiment. */
export interface StageRecord<Parts> extends StageFacts {
  readonly of: (parts: Parts) => ConfiguredStage
}

/** Plain data, and what the definition makes of it: equal settings of a kind are equal stages. */
class Configured<Parts, Settings extends object> implements ConfiguredStage {
  readonly #definition: Definition<Parts, Settings>
  readonly record: StageFacts
  readonly settings: Settings
  readonly split: Split | undefined
  readonly crops: Crops | null
  readonly precision: Precision | null
  readonly devices: number
  readonly lists: ListedDataset | undefined
  readonly features: number | undefined

  constructor(definition: Definition<Parts, Settings>, parts: Parts) {
    const settings = definition.settings(parts)
    this.#definition = definition
    this.record = definition
    this.settings = settings
    this.split = definition.split?.(settings)
    this.crops = definition.crops?.(settings) ?? null
    this.precision = definition.precision?.(settings) ?? null
    this.devices = definition.devices?.(parts) ?? 1
    this.lists = definition.lists?.(settings)
    this.features = definition.features?.(settings)
  }

  work(data: DataFacts, features: number): Work | undefined {
    return this.#definition.work?.(this.settings, data, features)
  }

  program(sizes: Sizes): Effect.Effect<StageProgram | undefined, Faulty> {
    const { program: load } = this.#definition
    if (load === undefined) return Effect.undefined
    return Effect.flatMap(Effect.promise(load), ({ default: build }) => build(this.settings, sizes))
  }
}

/**
 * The record of a kind of stage. It is light: tensors are loaded with the body and the program.
 * Settings are plain data, as the worker gets them.
 */
export const stageRecord = <Parts, Settings extends object>(
  definition: Definition<Parts, Settings>,
): StageRecord<Parts> => ({
  ...definition,
  of: (parts) => new Configured(definition, parts),
})
