/**
 * A percentile bootstrap of the mean over test subjects, a subject's number being its mean over seeds
 * (Efron 1979): of subjects alone, or of seeds too, drawn apart from each other (Owen 2007).
 */
export interface Bootstrap {
  /** Resamples. */
  readonly samples: number
  /** Share of the resampled means inside of the interval. */
  readonly level: number
  readonly seed: number
  /** What is drawn: `subjects` speaks of other subjects, `seeds and subjects` of other runs too. */
  readonly over: "subjects" | "seeds and subjects"
}

/** An interval of confidence for each mean of a table. */
export const bootstrap = (options: Partial<Bootstrap> = {}): Bootstrap => ({
  ...options,
  samples: options.samples ?? 10_000,
  level: options.level ?? 0.95,
  seed: options.seed ?? 0,
  over: options.over ?? "subjects",
})

/** A paired test of every arm against one of them, over the test subjects that both have. */
export interface PairedTest<Name extends string = string> {
  readonly test: "wilcoxon"
  /** Name of the arm compared with. */
  readonly with: Name
  /** `holm`: over all tests of the table (Holm 1979); left out: none. */
  readonly correction?: "holm" | "none"
}

/** Wilcoxon's signed-rank test, two-sided, as SciPy's: exact for few subjects, zeros left out. */
export const wilcoxon = <const Name extends string>(
  options: Omit<PairedTest<Name>, "test">,
): PairedTest<Name> => ({ test: "wilcoxon", ...options })

/**
 * When the best of a column is printed bold: where a two-sided test tells it from the next best.
 * `wilcoxon` pairs test subjects; `t` pairs seeds (Student's), of a number for the whole set too.
 */
export interface Significance {
  readonly test: "wilcoxon" | "t"
  /** p at most. */
  readonly level: number
  /** `holm`: over the columns of the table (Holm 1979). */
  readonly correction: "holm" | "none"
}

/** Bold for what a test tells from the next best; where nothing passes, nothing is bold. */
export const significant = (
  options: Pick<Significance, "test"> & Partial<Significance>,
): Significance => ({
  ...options,
  test: options.test,
  level: options.level ?? 0.05,
  correction: options.correction ?? "holm",
})
