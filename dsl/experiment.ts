import type { Dataset, LabelOf, RegionOf, ValueOf } from "./dataset.ts"
import type { Encoder, LevelOf } from "./encoder.ts"
import type { Overrides } from "./path.ts"
import type { Objective } from "./pretraining.ts"
import type { Task } from "./task.ts"
import type { Titles, TitlesFor } from "./titles.ts"

/** What an experiment is: plain data that survives JSON without loss. */
export interface Experiment<
  D extends Dataset = Dataset,
  E extends Encoder = Encoder,
  P extends Objective = Objective,
  T extends Readonly<Record<string, Task>> = Readonly<Record<string, Task>>,
> {
  readonly name: string
  readonly dataset: D
  readonly encoder: E
  readonly pretraining: P
  readonly tasks: T
  /** Seeds of the repeats; a seed decides initial weights, crops, masks and order. */
  readonly seeds: readonly number[]
  /** Named reductions: fields, by dotted path, that `--scale NAME` replaces. */
  readonly scales: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** What tables print for its parts. */
  readonly titles?: Titles
}

/**
 * Writes an experiment. Regions, labels and levels that the data set or the encoder does not have
 * do not compile; what types cannot see, `ablate check` finds.
 */
export const experiment = <
  const D extends Dataset,
  const E extends Encoder,
  const P extends Objective<LevelOf<NoInfer<E>>>,
  const T extends Readonly<
    Record<string, Task<RegionOf<NoInfer<D>>, LabelOf<NoInfer<D>>, ValueOf<NoInfer<D>>>>
  >,
>(spec: {
  readonly name: string
  readonly dataset: D
  readonly encoder: E
  readonly pretraining: P
  readonly tasks: T
  readonly seeds: readonly number[]
  readonly scales?: Readonly<Record<string, Overrides<NoInfer<Experiment<D, E, P, T>>>>>
  readonly titles?: TitlesFor<NoInfer<D>, NoInfer<T>>
}): Experiment<D, E, P, T> => ({ ...spec, scales: spec.scales ?? {} })
