import { random } from "../random/random.ts"

/** A crop to be drawn: of which subject, in which epoch, and its number among the crops of the subject there. */
export interface Sample {
  readonly subject: number
  readonly epoch: number
  readonly crop: number
  /** Number of the view: the same place, augmented independently. Absent where there is one view. */
  readonly view?: number
}

/** The samples of each view, one view after the other; the samples themselves where there is one. */
export const asViews = (samples: readonly Sample[], views: number): readonly Sample[] =>
  views === 1
    ? samples
    : Array.from({ length: views }, (_, view) =>
        samples.map((sample) => ({ ...sample, view })),
      ).flat()

/** How training passes over subjects. */
export interface Passes {
  readonly subjects: number
  /** Crops of a subject in an epoch. */
  readonly crops: number
  readonly epochs: number
  /** Crops in a step. */
  readonly batch: number
}

/** Passes over subjects that are one sample each: a batch holds at most all of them. */
export const subjectPasses = (
  { epochs, batch }: Pick<Passes, "epochs" | "batch">,
  subjects: number,
): Passes => ({ subjects, crops: 1, epochs, batch: Math.min(batch, subjects) })

/** Steps in an epoch: whole batches, the rest is dropped; one where the crops do not fill a batch. */
export const stepsPerEpoch = ({ subjects, crops, batch }: Passes): number =>
  Math.max(1, Math.floor((subjects * crops) / batch))

/** Steps of the whole training. */
export const totalSteps = (passes: Passes): number => passes.epochs * stepsPerEpoch(passes)

/**
 * The samples of a step (counted from 1). Each epoch has an order of its own, drawn from the seed,
 * so that arms of one seed see the same crops in the same order. Where the crops do not fill a
 * batch, the order is gone through again.
 */
export const samplesOf = (passes: Passes, seed: number, step: number): readonly Sample[] => {
  const perEpoch = stepsPerEpoch(passes)
  const epoch = Math.floor((step - 1) / perEpoch)
  const first = ((step - 1) % perEpoch) * passes.batch
  const items = passes.subjects * passes.crops
  const order = random(seed, "order", epoch).permutation(items)
  return Array.from({ length: passes.batch }, (_, index) => {
    const item = order[(first + index) % items]!
    return { subject: Math.floor(item / passes.crops), epoch, crop: item % passes.crops }
  })
}
