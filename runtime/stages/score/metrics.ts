import { Effect } from "effect"
import type { Metric } from "../../../dsl/metric.ts"
import { Faulty } from "../../faults/faulty.ts"
import { functionPlace, type PartFunction } from "../../faults/functionPlace.ts"
import { thrownInWords } from "../../faults/thrownValue.ts"
import { builtInPrefix, implementationFile, loadAs } from "../../implementations/implementation.ts"
import { orNull } from "./artifact.ts"
import type {
  MetricImplementation,
  NumberPair,
  NumberSet,
  MaskPair,
} from "../../metrics/contract.ts"
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

/**
 * What a metric gives, where it is a number, or NaN for none. One from outside gets copies of its own, and is asked again
 * for the first of them, at once and after the second: one that keeps something, draws or writes to what it is given
 * makes other numbers of the same.
 */
const measuring = <Compared>(
  { kind, implementation }: Metric,
  by: PartFunction,
  measure: (compared: Compared) => unknown,
  copy: (compared: Compared) => Compared,
): ((compared: Compared) => Effect.Effect<number, Faulty>) => {
  const refused = (what: string, expected: string, hint: string): Faulty =>
    new Faulty({
      faults: [
        fault({
          what: `the metric ${kind} gives ${what}`,
          where: functionPlace(by) ?? { file: implementationFile(implementation) },
          expected,
          hint,
        }),
      ],
    })
  const isForeign = !implementation.startsWith(builtInPrefix)
  let first: { readonly compared: Compared; readonly value: number } | undefined
  let asked = 0
  return (compared) =>
    Effect.suspend(() => {
      const value = measure(isForeign ? copy(compared) : compared)
      if (typeof value !== "number" || Math.abs(value) === Infinity)
        return refused(
          value instanceof Promise ? "a promise" : thrownInWords(value),
          "a finite number, or NaN where it is undefined",
          "look at what `measure` of this module returns",
        )
      asked++
      if (!isForeign || asked > 2) return Effect.succeed(value)
      first ??= { compared: copy(compared), value }
      const again = measure(copy(first.compared))
      return Object.is(again, first.value)
        ? Effect.succeed(value)
        : refused(
            `${first.value}, and then ${thrownInWords(again)} of the same`,
            "the same number of the same masks or predictions",
            "keep nothing in the module between calls, and draw nothing",
          )
    })
}

const copyOfMasks = (pair: MaskPair): MaskPair => ({
  ...pair,
  prediction: pair.prediction.slice(),
  truth: pair.truth.slice(),
})

const copyOfSet = ({ predictions, truths }: NumberSet): NumberSet => ({
  predictions: [...predictions],
  truths: [...truths],
})

/** Measures a pair of masks by a metric. */
export const maskMeasure = Effect.fnUntraced(function* (
  metric: Metric,
): Effect.fn.Return<(pair: MaskPair) => Effect.Effect<number, Faulty>, Faulty> {
  const found = yield* loadAs<MetricImplementation>(metric, ["measure"])
  if (found.of !== "masks") return yield* misfit(metric, "masks")
  return measuring(metric, found.measure, (pair) => found.measure(metric, pair), copyOfMasks)
})

/** What a metric gives of a test set: a number a subject, or one of all; null where it is undefined. */
type Numbers = { readonly value: number | null } | { readonly values: readonly (number | null)[] }

/** Measures the predictions of a test set by a metric. */
export const numberMeasure = Effect.fnUntraced(function* (
  metric: Metric,
): Effect.fn.Return<(set: NumberSet) => Effect.Effect<Numbers, Faulty>, Faulty> {
  const found = yield* loadAs<MetricImplementation>(metric, ["measure"])
  if (found.of === "masks") return yield* misfit(metric, "probabilities or numbers")
  if (found.per === "set") {
    const measured = measuring(
      metric,
      found.measure,
      (set) => found.measure(metric, set),
      copyOfSet,
    )
    return (set) => Effect.map(measured(set), (value) => ({ value: orNull(value) }))
  }
  const measured = measuring(
    metric,
    found.measure,
    (pair: NumberPair) => found.measure(metric, pair),
    (pair) => ({ ...pair }),
  )
  return ({ predictions, truths }) =>
    Effect.forEach(predictions, (prediction, index) =>
      measured({ prediction, truth: truths[index] ?? Number.NaN }),
    ).pipe(Effect.map((values) => ({ values: values.map(orNull) })))
})
