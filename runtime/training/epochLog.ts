import { inWords } from "../units/inWords.ts"
import { stepsPerEpoch, type Passes } from "./sampling.ts"

/** What a step did. Times are in ms. */
export interface LoggedStep {
  /** Counted from 1. */
  readonly step: number
  readonly terms: Readonly<Record<string, number>>
  readonly subjects: readonly string[]
  readonly now: number
  /** How long it waited for its batch. */
  readonly waited: number
}

const digits = (value: number): string => value.toPrecision(5)

/** What a training is about to do. */
export const trainingBegins = (passes: Passes, step: number, device: string): string => {
  const { subjects, crops, epochs, batch } = passes
  const perEpoch = stepsPerEpoch(passes)
  const from = step === 0 ? "" : `, goes on from the checkpoint at step ${step}`
  return `trains ${epochs} epochs of ${perEpoch} steps on ${device}: batches of ${batch}, ${crops} of each of ${subjects} subjects an epoch${from}`
}

/**
 * The log of a training, from a time on, ms: a line for each epoch that a step ends, null for other
 * steps. Its losses are means over the epoch's steps since then, its rate is over them.
 */
export const epochLog = (passes: Passes, began: number): ((done: LoggedStep) => string | null) => {
  const perEpoch = stepsPerEpoch(passes)
  const seen = new Set<string>()
  let since = began
  let steps = 0
  let waited = 0
  let drawn = 0
  let sums: Readonly<Record<string, number>> = {}
  return ({ step, terms, subjects, now, waited: waiting }) => {
    steps++
    waited += waiting
    drawn += subjects.length
    for (const subject of subjects) seen.add(subject)
    sums = Object.fromEntries(
      Object.entries(terms).map(([name, value]) => [name, (sums[name] ?? 0) + value]),
    )
    if (step % perEpoch !== 0) return null
    const seconds = Math.max(1, now - since) / 1000
    const losses = Object.entries(sums).map(([name, sum]) => `${name} ${digits(sum / steps)}`)
    const line = [
      `epoch ${step / perEpoch} of ${passes.epochs}, step ${step}: ${losses.join(", ")}`,
      `${(steps / seconds).toPrecision(3)} steps/s, ${inWords(waited / 1000)} waited for data`,
      `${drawn} drawn from ${seen.size} subjects so far`,
    ].join("; ")
    since = now
    steps = 0
    waited = 0
    sums = {}
    return line
  }
}
