import { Effect } from "effect"
import type { Metric } from "../../../dsl/metric.ts"
import { Faulty } from "../../faults/faulty.ts"
import { implementationFile, loadAs } from "../../implementations/implementation.ts"
import { orNull } from "./artifact.ts"
import type { MetricImplementation, NumberSet, MaskPair } from "../../metrics/contract.ts"
import { fault } from "../../../dsl/fault.ts"

const misfit = ({ kind, implementation }: Metric, of: string): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: `the metric ${kind} is not of ${of}`,
        where: { file: implementationFile(implementation) },
        hint: "choose another metric",
      }),
    ],
  })

/** What a metric gives, where it is a number, or NaN for none. */
const measured = (
  { kind, implementation }: Metric,
  give: () => unknown,
): Effect.Effect<number, Faulty> =>
  Effect.suspend(() => {
    const value = give()
    return typeof value === "number" && Math.abs(value) !== Infinity
      ? Effect.succeed(value)
      : Effect.fail(
          new Faulty({
            faults: [
              fault({
                what: `the metric ${kind} gives ${typeof value === "number" ? value : typeof value}`,
                where: { file: implementationFile(implementation) },
                expected: "a finite number, or NaN where it is undefined",
                hint: "look at what `measure` of this module returns",
              }),
            ],
          }),
        )
  })

/** Measures a pair of masks by a metric. */
export const maskMeasure = Effect.fnUntraced(function* (
  metric: Metric,
): Effect.fn.Return<(pair: MaskPair) => Effect.Effect<number, Faulty>, Faulty> {
  const found = yield* loadAs<MetricImplementation>(metric, ["measure"])
  if (found.of !== "masks") return yield* misfit(metric, "masks")
  return (pair) => measured(metric, () => found.measure(metric, pair))
})

/** What a metric gives of a test set: a number a subject, or one of all; null where it is undefined. */
type Numbers = { readonly value: number | null } | { readonly values: readonly (number | null)[] }

/** Measures the predictions of a test set by a metric. */
export const numberMeasure = Effect.fnUntraced(function* (
  metric: Metric,
): Effect.fn.Return<(set: NumberSet) => Effect.Effect<Numbers, Faulty>, Faulty> {
  const found = yield* loadAs<MetricImplementation>(metric, ["measure"])
  if (found.of === "masks") return yield* misfit(metric, "probabilities or numbers")
  if (found.per === "set")
    return (set) =>
      Effect.map(
        measured(metric, () => found.measure(metric, set)),
        (value) => ({ value: orNull(value) }),
      )
  return ({ predictions, truths }) =>
    Effect.forEach(predictions, (prediction, index) =>
      measured(metric, () =>
        found.measure(metric, { prediction, truth: truths[index] ?? Number.NaN }),
      ),
    ).pipe(Effect.map((values) => ({ values: values.map(orNull) })))
})
