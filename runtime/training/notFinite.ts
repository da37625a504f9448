import { Effect } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Arrays } from "../engine/index.ts"
import { Faulty } from "../faults/faulty.ts"
import { checkpointFile } from "./checkpoint.ts"

/** Where a training stands when it goes wrong. */
export interface Standing {
  readonly program: string
  /** Steps done, the wrong one included. */
  readonly step: number
  /** Folder of the checkpoint. */
  readonly checkpoint: string
  /** Step of the last checkpoint, whose state is finite; none where none was written. */
  readonly good: number | undefined
}

const lastGood = ({ good, checkpoint }: Standing): string =>
  good === undefined
    ? "no checkpoint was written before"
    : `the last good checkpoint is that of step ${good}: ${checkpointFile(checkpoint)}`

const advice = ({ step }: Standing): string =>
  step === 1
    ? "no weight has changed yet: look at these subjects with ablate data check, and at what computes the loss"
    : "lower the learning rate, clip the gradients (clip: 1), or look at these subjects with ablate data check"

/** Says which loss terms of a step are not finite, and on which subjects. */
export const notFiniteLoss = (
  standing: Standing,
  terms: Readonly<Record<string, number>>,
  subjects: readonly string[],
): Faulty => {
  const odd = Object.entries(terms).filter(([, value]) => !Number.isFinite(value))
  return new Faulty({
    faults: [
      fault({
        what: `${standing.program}: ${odd.map(([name, value]) => `${name} is ${value}`).join(", ")} at step ${standing.step} (subjects ${subjects.join(", ")}); ${lastGood(standing)}`,
        where: { subject: subjects.join(", ") },
        expected: "a finite loss",
        hint: advice(standing),
      }),
    ],
  })
}

/** Says that a network's output for a subject is not finite: a mask or a class of it would be a guess. */
export const notFiniteOutput = (subject: string, value: number): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: `the network puts out ${value} for this subject`,
        where: { subject },
        expected: "finite numbers",
        hint: "look at the subject with ablate data check, and at the network's module where it is yours",
      }),
    ],
  })

/** A loop over the elements: `every` takes ten times as long, and a state has hundreds of millions. */
const isFinite = (values: Arrays[string]): boolean => {
  for (let index = 0; index < values.length; index++)
    if (!Number.isFinite(values[index])) return false
  return true
}

/** Fails where weights or the optimiser's state are not finite, though the losses still were. */
export const notFiniteState = (standing: Standing, state: Arrays): Effect.Effect<void, Faulty> => {
  const faults = Object.entries(state)
    .filter(([, values]) => !isFinite(values))
    .map(([name]): Fault =>
      fault({
        what: `${standing.program}: ${name} is not finite after step ${standing.step}; ${lastGood(standing)}`,
        where: {},
        expected: "finite weights",
        hint: "lower the learning rate, or clip the gradients (clip: 1)",
      }),
    )
  return faults.length === 0 ? Effect.void : Effect.fail(new Faulty({ faults }))
}
