import { Effect } from "effect"
import type { Metric } from "../../../dsl/metric.ts"
import { Faulty } from "../../faults/faulty.ts"
import { loadAs } from "../../implementations/implementation.ts"
import type { MetricImplementation, NumberSet, MaskPair } from "../../metrics/contract.ts"
import { fault } from "../../../dsl/fault.ts"

const misfit = ({ kind, implementation }: Metric, of: string): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: `the metric ${kind} is not of ${of}`,
        where: { file: implementation },
        hint: "choose another metric",
      }),
    ],
  })

/** Measures a pair of masks by a metric. */
export const maskMeasure = Effect.fnUntraced(function* (
  metric: Metric,
): Effect.fn.Return<(pair: MaskPair) => number, Faulty> {
  const found = yield* loadAs<MetricImplementation>(metric, ["measure"])
  if (found.of !== "masks") return yield* misfit(metric, "masks")
  return (pair) => found.measure(metric, pair)
})

/** Measures the predictions of a test set by a metric: a number a subject, or one of all. */
export const numberMeasure = Effect.fnUntraced(function* (
  metric: Metric,
): Effect.fn.Return<
  (set: NumberSet) => { readonly value: number } | { readonly values: readonly number[] },
  Faulty
> {
  const found = yield* loadAs<MetricImplementation>(metric, ["measure"])
  if (found.of === "masks") return yield* misfit(metric, "probabilities or numbers")
  if (found.per === "set") return (set) => ({ value: found.measure(metric, set) })
  return ({ predictions, truths }) => ({
    values: predictions.map((prediction, index) =>
      found.measure(metric, { prediction, truth: truths[index] ?? Number.NaN }),
    ),
  })
})
