import { Predicate, Schema } from "effect"
import type { AnyDefinition, Component, Declaration, Definition } from "../component.ts"
import { family } from "../component.ts"
import type { Fields, Values } from "../field.ts"

/**
 * What a task predicts of a subject and a metric compares with the truth: masks of regions, the
 * probability of a class, a number.
 */
export type Prediction = "masks" | "probability" | "value"

/** A metric under its convention, as data. */
export interface Metric<
  Of extends Prediction = Prediction,
  Kind extends string = string,
> extends Component<"metric", Kind> {
  readonly of: Of
}

/** How the numbers of a metric are read. */
export interface Reading {
  /** Name in a header. */
  readonly title: string
  /** `%` for shares, which are then printed times 100; empty for a number without unit. */
  readonly unit: string
  /** Decimals printed. */
  readonly digits: number
  /** Which of two numbers is the better one; `none` where neither is. */
  readonly better: "higher" | "lower" | "nearer 0" | "nearer 1" | "none"
  /** What two numbers must share to be comparable: a footnote. */
  readonly convention: string
}

/** Which part of the test set one number is of: a mask has a number a subject and region. */
export type Per<Of extends Prediction> = Of extends "masks" ? "subject" : "subject" | "set"

/** What a metric is declared with, besides what every component has. */
export interface MetricDeclaration<
  Kind extends string,
  Of extends Prediction,
  Whose extends Per<Of>,
  F extends Fields,
>
  extends Declaration<Kind, F>, Omit<Reading, "unit" | "convention"> {
  readonly of: Of
  readonly per: Whose
  /** Methods, so that a definition can be read without its types. */
  unit(metric: Values<F>): string
  convention(metric: Values<F>): string
}

/** What a metric is made from: call it to write one in an experiment. */
export interface MetricDefinition<
  Kind extends string,
  Of extends Prediction,
  Whose extends Per<Of>,
  F extends Fields,
> extends MetricDeclaration<Kind, Of, Whose, F> {
  (...options: Parameters<Definition<"metric", Kind, F>>): Metric<Of, Kind> & Values<F>
  readonly family: "metric"
}

/** The definition of some metric, read without its types. */
export interface AnyMetricDefinition
  extends AnyDefinition, MetricDeclaration<string, Prediction, "subject" | "set", Fields> {
  readonly family: "metric"
}

const make = family("metric")

/**
 * Declares a metric: what it compares, whether it gives a number for each subject or one for the
 * set, how its numbers are read, and the module that measures. From outside the package as from
 * inside.
 */
export const defineMetric = <
  const Kind extends string,
  const Of extends Prediction,
  const Whose extends Per<Of>,
  const F extends Fields,
>(
  declaration: MetricDeclaration<Kind, Of, Whose, F>,
): MetricDefinition<Kind, Of, Whose, F> => {
  const component = make<Kind, F>(declaration)
  const metric = (...options: Parameters<typeof component>): Metric<Of, Kind> & Values<F> => ({
    ...component(...options),
    of: declaration.of,
  })
  // No enumeration finds the doc, so what reads it must name it.
  const { doc, ...parts } = declaration
  const definition = Object.assign(metric, { ...parts, doc: "", family: "metric" as const })
  return Object.defineProperty(definition, "doc", { value: doc, enumerable: false })
}

const expected: Record<Prediction, string> = {
  masks: "a metric of masks, such as dice()",
  probability: "a metric of probabilities, such as auc()",
  value: "a metric of numbers",
}

/** The schema of a metric of some kind of prediction inside a task. */
export const metricOf = <const Of extends Prediction>(of: Of) =>
  Schema.declare(
    (value): value is Metric<Of> =>
      Predicate.isObject(value) &&
      Predicate.hasProperty(value, "family") &&
      value.family === "metric" &&
      Predicate.hasProperty(value, "kind") &&
      Predicate.hasProperty(value, "implementation") &&
      Predicate.hasProperty(value, "of") &&
      value.of === of,
    { expected: expected[of] },
  )

/** How the numbers of a metric are read, by its definition; `undefined` where it is not among those given. */
export const readingOf = (
  metric: Metric,
  definitions: readonly AnyMetricDefinition[],
): (Reading & { readonly per: "subject" | "set" }) | undefined => {
  const definition = definitions.find(({ kind }) => kind === metric.kind)
  if (definition === undefined) return undefined
  const { title, digits, better, per } = definition
  const values = { ...metric }
  return {
    title,
    unit: definition.unit(values),
    digits,
    better,
    convention: definition.convention(values),
    per,
  }
}
