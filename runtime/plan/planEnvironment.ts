import { Effect } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import { builtIn } from "../../dsl/definitions.ts"
import { distinctComponents } from "../../dsl/placed.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import type { Study } from "../../dsl/study.ts"
import { configuring } from "./configuring.ts"
import { foreignDefinitions } from "../implementations/foreignDefinitions.ts"
import { hashCode } from "./code/codeClosure.ts"
import { readsOf, type Subject } from "./demand.ts"
import { stageRecords } from "../stages/registry.ts"
import { readFlows } from "../tasks/flows.ts"
import type { FlowOf } from "../tasks/record.ts"

/** What keys depend on besides the experiment: the code and the data, each as a hash. */
export interface PlanEnvironment {
  /** Hash of the code behind an address (`ablate:folder/module`, `file://...`). */
  readonly codeHash: (implementation: string) => string | undefined
  /** Definitions of the components that experiments hold. */
  readonly definitions: readonly AnyDefinition[]
  /** Hash of the data that a data set finds at its root. */
  readonly fingerprint: (dataset: Dataset) => string | undefined
  /** The stages of a task. */
  readonly flowOf: FlowOf
}

const studiesOf = (subjects: readonly Subject[]): readonly Study[] =>
  subjects.flatMap((subject) => readsOf(subject).map(({ study }) => study))

const experimentsOf = (subjects: readonly Subject[]): readonly Experiment[] =>
  studiesOf(subjects).flatMap(({ arms }) => arms.map(({ experiment }) => experiment))

/** Addresses of the bodies of the stages that tasks bring. */
const taskBodies = (experiments: readonly Experiment[], flowOf: FlowOf): readonly string[] => {
  const configure = configuring()
  return experiments
    .flatMap(({ dataset, encoder, tasks: asked }) =>
      Object.values(asked).map((task) => flowOf(task, { configure, dataset, encoder })),
    )
    .flatMap(({ stages, score }) => (score === null ? stages : [...stages, score]))
    .map(({ stage }) => stage.record.body)
}

/** Addresses of every module that the stages of the subjects may run. */
const implementationsOf = (subjects: readonly Subject[], flowOf: FlowOf): readonly string[] => {
  const experiments = experimentsOf(subjects)
  return [
    ...new Set([
      ...stageRecords.map(({ body }) => body),
      ...taskBodies(experiments, flowOf),
      ...distinctComponents(experiments).map(({ component }) => component.implementation),
    ]),
  ]
}

/** A data set without its split, which does not change the data. */
const dataOf = ({ split: _split, ...data }: Dataset): string => JSON.stringify(data)

/** The different data sets of the subjects. */
export const datasetsOf = (subjects: readonly Subject[]): readonly Dataset[] => {
  const objects = new Set(experimentsOf(subjects).map(({ dataset }) => dataset))
  return [...new Map([...objects].map((dataset) => [dataOf(dataset), dataset] as const)).values()]
}

/** Hashes the code and takes the fingerprint of each data set once. */
export const readPlanEnvironment = Effect.fn("readPlanEnvironment")(function* <E, R>(
  subjects: readonly Subject[],
  fingerprint: (dataset: Dataset) => Effect.Effect<string, E, R>,
  /** A file that keeps what was read of sources. */
  codeCache?: string,
) {
  const foreign = yield* foreignDefinitions(studiesOf(subjects))
  const flowOf = yield* readFlows(experimentsOf(subjects))
  const code = yield* hashCode(implementationsOf(subjects, flowOf), codeCache)
  const prints = new Map(
    yield* Effect.forEach(datasetsOf(subjects), (dataset) =>
      Effect.map(fingerprint(dataset), (print) => [dataOf(dataset), print] as const),
    ),
  )
  // Arms share their data set as an object: its text is made once.
  const texts = new WeakMap<Dataset, string>()
  const textOf = (dataset: Dataset): string => {
    const text = texts.get(dataset) ?? dataOf(dataset)
    texts.set(dataset, text)
    return text
  }
  const environment: PlanEnvironment = {
    codeHash: (implementation) => code.get(implementation),
    definitions: [...builtIn, ...foreign],
    fingerprint: (dataset) => prints.get(textOf(dataset)),
    flowOf,
  }
  return environment
})
