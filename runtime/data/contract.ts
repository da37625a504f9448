import type { Effect } from "effect"
import type { AnyDefinition, Definition } from "../../dsl/component.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { Component } from "../../dsl/component.ts"
import type { Environment } from "../files/environment.ts"
import type { DatasetError } from "./faults/datasetError.ts"
import type { Affine } from "./formats/nifti/affine.ts"
import type { Grid } from "./transforms/preprocessing/applied.ts"

/** A subject as the index lists it. */
export interface IndexedSubject {
  /** Unique in the data set. */
  readonly id: string
  /** Scans of one patient share it, and never part in a split. */
  readonly patient: string
  /** Class by label; null where the subject has none. */
  readonly labels: Readonly<Record<string, 0 | 1 | null>>
  /** Whether it has no segmentation: it is never trained on. */
  readonly unlabelled?: true
  /** Number by value, such as an age; null where the subject has none. */
  readonly values?: Readonly<Record<string, number | null>>
}

/** A label volume as the expert's file holds it. */
export interface ExpertLabel extends Grid {
  /** [depth, height, width]. */
  readonly label: Uint8Array
}

/** A subject in memory, as its source says. */
export interface RawSubject {
  readonly id: string
  /** Names of the channels, in order. */
  readonly modalities: readonly string[]
  /** (depth, height, width), voxels. */
  readonly shape: readonly [number, number, number]
  /** (z, y, x), mm. */
  readonly spacing: readonly [number, number, number]
  /** Voxel (x, y, z) to world mm. */
  readonly affine: Affine
  /** [channel, depth, height, width]; background 0. */
  readonly image: Float32Array
  /** [depth, height, width], values of the data set's regions. */
  readonly label?: Uint8Array
  /** The label on the grid of its own file; without it, the label's file lies on the grid of the images. */
  readonly expert?: ExpertLabel
  /** Where each channel and the label came from, by name. */
  readonly sources: Readonly<Record<string, string>>
  /** What is odd about the files though they were read; `data check` tells it. */
  readonly warnings?: readonly Fault[]
}

/** A subject whose prediction is written for others to read. */
export interface SubmittedSubject {
  readonly id: string
  /** NIfTI image whose geometry and type a prediction takes. */
  readonly like: string
  readonly load: Effect.Effect<RawSubject, DatasetError>
}

/** What makes a data set come true. */
export interface DatasetImplementation<D = unknown> {
  readonly definition: AnyDefinition
  /** Subjects sorted by id, with their classes. Opens no image. */
  readonly index: (
    dataset: D,
    environment: Environment,
  ) => Effect.Effect<readonly IndexedSubject[], DatasetError>
  /**
   * The subjects whose files are all there, as `index` lists them, and what is wrong with the others:
   * what a check reads, to tell all faults at once. Without it one fault of the list hides those of voxels.
   */
  readonly survey?: (
    dataset: D,
    environment: Environment,
  ) => Effect.Effect<
    { readonly subjects: readonly IndexedSubject[]; readonly faults: readonly Fault[] },
    DatasetError
  >
  /**
   * A text that changes when a voxel or a class changes, and does not when the data move.
   * `cacheFile` may keep what is slow to find out.
   */
  readonly fingerprint: (
    dataset: D,
    environment: Environment,
    cacheFile: string,
  ) => Effect.Effect<string, DatasetError>
  /** A subject whose arrays are the caller's, who gives their memory back when they are used. */
  readonly load: (
    dataset: D,
    environment: Environment,
    id: string,
  ) => Effect.Effect<RawSubject, DatasetError>
  /**
   * Subjects whose predictions can be written in the form of their own files; at another root, such as
   * a challenge's validation set, where one is given. None needs a label.
   */
  readonly submitted?: (
    dataset: D,
    environment: Environment,
    root?: string,
  ) => Effect.Effect<readonly SubmittedSubject[], DatasetError>
}

/** Ties the implementation of a data set to its definition; export it as the module's default. */
export const implementDataset = <Kind extends string, F extends Fields>(
  definition: Definition<"dataset", Kind, F>,
  implementation: Omit<DatasetImplementation<Component<"dataset", Kind> & Values<F>>, "definition">,
): DatasetImplementation<Component<"dataset", Kind> & Values<F>> => ({
  definition,
  ...implementation,
})
