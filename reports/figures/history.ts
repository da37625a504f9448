/** A loss term as one run logged it. */
export interface History {
  readonly arm: string
  readonly seed: number
  readonly stage: string
  readonly term: string
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** A loss at a step; `seed` is null for the mean over seeds. */
interface CurvePoint {
  readonly arm: string
  readonly seed: number | null
  readonly step: number
  readonly value: number
}

/** All curves of one loss term of one stage kind. */
export interface Curves {
  readonly title: string
  /** Consecutive logged values behind each point. */
  readonly averaged: number
  readonly points: readonly CurvePoint[]
}

/** Points of a curve at most: few enough for a trend to show through the noise of single steps. */
export const resolution = 100

interface Sample {
  readonly step: number
  readonly value: number
}

type Logged = Pick<History, "steps" | "values">

const finiteSamples = ({ steps, values }: Logged): readonly Sample[] =>
  steps.flatMap((step, index) => {
    const value = values[index]
    return value === undefined || !Number.isFinite(value) ? [] : [{ step, value }]
  })

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length

/** Means over bins of so many samples, at the last step of each bin. */
const binned = (samples: readonly Sample[], size: number): readonly Sample[] =>
  Array.from({ length: Math.ceil(samples.length / size) }, (_, bin) => {
    const inside = samples.slice(bin * size, (bin + 1) * size)
    return { step: inside.at(-1)?.step ?? 0, value: meanOf(inside.map(({ value }) => value)) }
  })

/** The mean over seeds at the steps that every seed has. */
const meanCurve = (arm: string, curves: readonly (readonly Sample[])[]): readonly CurvePoint[] => {
  const bySeed = curves.map((samples) => new Map(samples.map(({ step, value }) => [step, value])))
  return [...(bySeed[0]?.keys() ?? [])].flatMap((step) => {
    const values = bySeed.flatMap((samples) => samples.get(step) ?? [])
    return values.length < bySeed.length ? [] : [{ arm, seed: null, step, value: meanOf(values) }]
  })
}

/** A curve of at most so many points. */
export const thinned = (history: Logged, most: number): Logged => {
  const samples = binned(finiteSamples(history), Math.ceil(history.steps.length / most))
  return { steps: samples.map(({ step }) => step), values: samples.map(({ value }) => value) }
}

/** Samples averaged into one point, the same for all curves of a panel. */
const binSize = (histories: readonly History[]): number =>
  Math.max(1, ...histories.map(({ steps }) => Math.ceil(steps.length / resolution)))

/** The curves of each stage and term, in the order of the histories. */
export const curvesOf = (histories: readonly History[]): readonly Curves[] =>
  [...Map.groupBy(histories, ({ stage, term }) => `${stage}: ${term}`)].map(([title, group]) => {
    const size = binSize(group)
    const arms = [...Map.groupBy(group, ({ arm }) => arm)]
    const points = arms.flatMap(([arm, runs]) => {
      const curves = runs.map((run) => binned(finiteSamples(run), size))
      return [
        ...curves.flatMap((samples, index) =>
          samples.map((sample) => ({ arm, seed: runs[index]?.seed ?? 0, ...sample })),
        ),
        ...meanCurve(arm, curves),
      ]
    })
    return { title, averaged: size, points }
  })

/** How many logged values are not finite, which no curve can show. */
export const notFinite = (histories: readonly History[]): number =>
  histories.reduce(
    (sum, { values }) => sum + values.filter((value) => !Number.isFinite(value)).length,
    0,
  )
