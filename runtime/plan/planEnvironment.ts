import { Effect } from "effect"
import { componentsOf } from "../../dsl/placed.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import { hashCode } from "./codeClosure.ts"
import { studyOf, type Subject } from "./demand.ts"
import { stageAddress, stageKinds } from "./stage.ts"

/** What keys depend on besides the experiment: the code and the data, each as a hash. */
export interface PlanEnvironment {
  /** Hash of the code behind an address (`ablate:folder/module`, `file://...`). */
  readonly codeHash: (implementation: string) => string | undefined
  /** Hash of the data that a data set finds at its root. */
  readonly fingerprint: (dataset: Dataset) => string | undefined
}

const experimentsOf = (subjects: readonly Subject[]) =>
  subjects.flatMap((subject) => studyOf(subject).arms.map((arm) => arm.experiment))

/** Addresses of every module that the stages of the subjects may run. */
const implementationsOf = (subjects: readonly Subject[]): readonly string[] => [
  ...new Set([
    ...stageKinds.map(stageAddress),
    ...experimentsOf(subjects).flatMap((experiment) =>
      componentsOf(experiment).map(({ component }) => component.implementation),
    ),
  ]),
]

/** A data set without its split, which does not change the data. */
const dataOf = ({ split: _split, ...data }: Dataset): string => JSON.stringify(data)

/** The different data sets of the subjects. */
export const datasetsOf = (subjects: readonly Subject[]): readonly Dataset[] => [
  ...new Map(
    experimentsOf(subjects).map(({ dataset }) => [dataOf(dataset), dataset] as const),
  ).values(),
]

/** Hashes the code and takes the fingerprint of each data set once. */
export const readPlanEnvironment = Effect.fn("readPlanEnvironment")(function* <E, R>(
  subjects: readonly Subject[],
  fingerprint: (dataset: Dataset) => Effect.Effect<string, E, R>,
) {
  const code = yield* hashCode(implementationsOf(subjects))
  const prints = new Map(
    yield* Effect.forEach(datasetsOf(subjects), (dataset) =>
      Effect.map(fingerprint(dataset), (print) => [dataOf(dataset), print] as const),
    ),
  )
  const environment: PlanEnvironment = {
    codeHash: (implementation) => code.get(implementation),
    fingerprint: (dataset) => prints.get(dataOf(dataset)),
  }
  return environment
})
