import { euclidean_squared, TSNE } from "@saehrimnir/druidjs"

/** Steps of the optimisation, scikit-learn's number. */
const tsneSteps = 1000

/** Exaggeration of the first steps that the rate below is derived for. */
const exaggeration = 12

/** DRUID's, for few points. */
const leastRate = 10

interface TsneOptions {
  readonly perplexity: number
  readonly seed: number
}

/**
 * Rows [points, dimensions] laid out in two dimensions by exact t-SNE (van der Maaten 2008), the same
 * from the same seed. The learning rate is a twelfth of the points (Belkina 2019). Time and memory grow
 * with the square of the points: 1000 take about 15 s.
 */
export const layOut = (
  rows: readonly Float32Array[],
  { perplexity, seed }: TsneOptions,
): readonly (readonly [x: number, y: number])[] =>
  [
    ...new TSNE(
      rows.map((row) => [...row]),
      {
        perplexity,
        seed,
        d: 2,
        metric: euclidean_squared,
        epsilon: Math.max(leastRate, rows.length / exaggeration),
      },
    ).transform(tsneSteps),
  ].map(([x = Number.NaN, y = Number.NaN]) => [x, y])
