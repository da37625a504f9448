import type { Effect, Scope } from "effect"
import type { Program } from "../../runtime/engine/index.ts"

/** What a step computed, to be compared between the sides: numbers or lists of numbers, by name. */
export type Compared = Readonly<Record<string, number | readonly number[]>>

/** What both sides are told before the first step. */
export interface Setting {
  /** An empty folder; ours is prepared first and leaves there what the peer reads. */
  readonly folder: string
  readonly threads: number
  /** Steps that will be asked for, warm-up included, and how many of them warm up. */
  readonly steps: number
  readonly warmup: number
  /** Toy sizes, which show that the two sides agree but not how fast they are. */
  readonly small: boolean
  readonly options: Readonly<Record<string, unknown>>
}

/** One side, ready to be stepped. */
export interface Work {
  /** Milliseconds of what went before, by name (such as trace, session). */
  readonly times: Readonly<Record<string, number>>
  /** Of the device, as the compiler tells it; undefined where it does not. */
  readonly bytes?: number | undefined
  /** Does the work once; steps are counted from 0 and timed from outside. */
  readonly step: (index: number) => Effect.Effect<Compared, unknown>
}

/** A row of the table: the same work done by us and by a peer, steps alternated. */
export interface Case {
  /** For `--only`. */
  readonly name: string
  /** First column of the table. */
  readonly title: string
  readonly ours: (setting: Setting) => Effect.Effect<Work, unknown, Scope.Scope>
  /** The program of a training step, where the work is one. */
  readonly program?: (small: boolean) => Effect.Effect<Program, unknown>
  /** Module in test/bench/peer with a function `prepare(setting)`. */
  readonly theirs: string
  /** What the peer is told in the setting; `small` asks for toy sizes. */
  readonly options: (small: boolean) => Readonly<Record<string, unknown>>
  /** Steps that are compared but not timed. */
  readonly warmup: number
  /** Steps that are timed, unless the command says otherwise. */
  readonly steps: number
  /**
   * Largest relative deviation allowed over the first five steps, max |a - b| / max |b| of each
   * name; null where the two sides need not agree.
   */
  readonly tolerance: number | null
  /** Goal for ours / theirs in time. */
  readonly goal: number
  /** What the peer is, for the table's last column. */
  readonly note: string
}
