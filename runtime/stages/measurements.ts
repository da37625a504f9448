import type { Effect } from "effect"
import type { Metric } from "../../dsl/metric.ts"
import type { Faulty } from "../faults/faulty.ts"

interface Measured {
  /** Name of what was measured, such as `dice`. */
  readonly name: string
  readonly region: string | null
  /** The metric with its convention; null for what pre-training measures. */
  readonly metric: Metric | null
  /** Test subjects. */
  readonly subjects: readonly string[]
}

/** What a stage has measured: a number a subject, or one of the set; null where it is undefined. */
export type StageMeasurement =
  | (Measured & {
      readonly values: readonly (number | null)[]
      /** Subjects of whose region preprocessing has left no voxel. */
      readonly vanished?: readonly string[]
    })
  | (Measured & { readonly value: number | null })

/** Reads them from the folder of an artifact. */
export type ReadMeasurements = (
  folder: string,
) => Effect.Effect<readonly StageMeasurement[], Faulty>
