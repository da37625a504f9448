import { Predicate, Schema } from "effect"
import type { Experiment } from "../../../dsl/experiment.ts"
import type { Study } from "../../../dsl/study.ts"
import type { StudyMade } from "./answer.ts"
import type { Calls } from "../../faults/authorsPositions.ts"
import { callsAround } from "../../faults/authorsPositions.ts"

/** What the constructors of the language made in this process, and where each was called. */
export interface Traces {
  readonly made: Map<object, Calls>
  readonly studies: StudyMade[]
}

type AnyFunction = (...args: never[]) => unknown

const isExperiment = (value: unknown): value is Experiment =>
  Predicate.isObject(value) &&
  Predicate.hasProperty(value, "tasks") &&
  Predicate.hasProperty(value, "encoder")

const isStudy = (value: object): value is Study =>
  Predicate.hasProperty(value, "arms") && !Predicate.hasProperty(value, "target")

const isFunction = (value: unknown): value is AnyFunction => typeof value === "function"

/** A function of the language that also records what it made and where it was called. */
const traced = (traces: Traces, make: AnyFunction): AnyFunction => {
  const calling: AnyFunction = (...args) => {
    const value = make(...args)
    // A definition is a function: what it makes is recorded too.
    if (isFunction(value)) return traced(traces, value)
    if (typeof value !== "object" || value === null || traces.made.has(value)) return value
    // A field of a definition holds its schema: it is no part of a target, and cannot be sent.
    if (Object.values(value).some(Schema.isSchema)) return value
    traces.made.set(value, callsAround(calling))
    const [base, factors]: readonly unknown[] = args
    if (isStudy(value) && isExperiment(base)) traces.studies.push({ study: value, base, factors })
    return value
  }
  return Object.assign(calling, make)
}

/** The language's exports, its constructors traced. */
export const tracedLanguage = (
  traces: Traces,
  language: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(language).map(([name, value]) => [
      name,
      isFunction(value) && !Schema.isSchema(value) ? traced(traces, value) : value,
    ]),
  )
