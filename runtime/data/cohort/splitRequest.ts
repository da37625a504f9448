/** How to divide: a count of subjects (1 or more) or a share of them (below 1) for each part; 0: none. */
export interface SplitRequest {
  readonly test: number
  readonly validation?: number
  readonly seed: number
  /** A label or value: only subjects of whom it is known are divided. */
  readonly among?: string
  /** The test part is the `fold`-th of so many, the first one unless said otherwise; `test` is not read. */
  readonly folds?: {
    readonly of: number
    /** Label of which each fold gets its share. */
    readonly stratify?: string
    readonly fold?: number
  }
}
