import { inBytes } from "../units/bytes.ts"
import { inWords } from "../units/inWords.ts"
import type { Basis } from "./estimate.ts"
import type { PlanCost } from "./planCost.ts"
import type { StageCost } from "./stageCost.ts"
import { plural } from "../units/plural.ts"

/** What all stages of a kind take. */
export interface KindCost {
  readonly kind: string
  readonly flops: number | null
  /** The largest of a stage. */
  readonly memory: number | null
  readonly memoryMeasured: boolean
  readonly seconds: number | null
  readonly bases: readonly Basis[]
}

const total = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

/** The costs by kind of stage, in the order of the work. */
export const kindCosts = ({ kinds, stages }: PlanCost): readonly KindCost[] => {
  const byKind = Map.groupBy(stages, ({ kind }) => kind)
  return kinds.flatMap((kind) => {
    const found: readonly StageCost[] = byKind.get(kind) ?? []
    const largest = found
      .filter(({ memory }) => memory !== null)
      .toSorted((a, b) => (b.memory ?? 0) - (a.memory ?? 0))[0]
    return [
      {
        kind,
        flops: total(found.map(({ flops }) => flops)),
        memory: largest?.memory ?? null,
        memoryMeasured: largest?.memoryMeasured ?? false,
        seconds: total(
          found.map(({ seconds, cards }) => (seconds === null ? null : seconds * cards)),
        ),
        bases: [...new Set(found.map(({ basis }) => basis))],
      },
    ]
  })
}

/** Operations in the unit that suits: `3.2 TFLOP`. */
const inFlops = (flops: number): string => {
  const units = ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"]
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, flops)) / 3))
  return `${(flops / 1000 ** power).toPrecision(3)} ${units[power] ?? ""}`
}

const about: Readonly<Record<Basis, string>> = {
  "same graph": "measured",
  timed: "a step was timed",
  "same kind": "like its kind",
  "smaller ones": "from smaller ones",
  roofline: "by roofline",
  assumed: "estimate",
  unknown: "part not known",
}

/** Cells of a kind beside its counts: work, memory of a stage, time, and where that comes from. */
export const costCells = (cost: KindCost | undefined): readonly string[] =>
  cost === undefined
    ? ["", "", "", ""]
    : [
        cost.flops === null ? "" : inFlops(cost.flops),
        cost.memory === null ? "" : `${cost.memoryMeasured ? "" : "~"}${inBytes(cost.memory)}`,
        cost.seconds === null ? "not known" : inWords(cost.seconds),
        cost.seconds === null ? "" : cost.bases.map((basis) => about[basis]).join(", "),
      ]

/** Ends of a range are told apart where they differ by more than a fifth. */
const narrow = 1.2

const inRange = (range: PlanCost["deviceRange"]): string => {
  if (range === null) return ""
  const [least, most] = range
  return most <= narrow * least ? "" : ` (${inWords(least)} to ${inWords(most)})`
}

const timeLine = (cost: PlanCost): string => {
  const { device, slots, threadsPerSlot, stages, uncounted, deviceSeconds, wallSeconds } = cost
  const unknown = stages.filter(({ seconds }) => seconds === null).length
  if (2 * unknown > stages.length)
    return `time  not known of ${unknown} of ${plural(stages.length, "stage")}`
  const atLeast = uncounted.length > 0 ? "at least " : ""
  return `time  ${atLeast}${inWords(deviceSeconds)}${inRange(cost.deviceRange)} of work on ${device}; ${inWords(wallSeconds)} with ${plural(slots, "slot")} of ${plural(threadsPerSlot, "thread")}`
}

/** The sums in sentences. */
export const costLines = (cost: PlanCost): readonly string[] => {
  const { disk, checkpoints } = cost
  if (cost.stages.length === 0) return ["nothing is left to run"]
  const isAssumed = cost.stages.some(({ basis }) => basis === "assumed")
  const isUnmeasured = cost.stages.some(
    ({ memory, memoryMeasured }) => memory !== null && !memoryMeasured,
  )
  return [
    timeLine(cost),
    ...(isAssumed
      ? [
          "      estimate: the ledger has no past of such stages here; the speed of the device is assumed",
        ]
      : []),
    ...(cost.stages.some(({ basis }) => basis === "smaller ones")
      ? [
          "      from smaller ones: the ledger has stages of the kind with less than a tenth of the work in a step; the range is three times wider than their speeds",
        ]
      : []),
    ...(cost.stages.some(({ basis }) => basis === "roofline")
      ? [
          `      by roofline: estimated from operations and bytes of a step, without waiting for data; between the peaks of ${cost.card} with all fused, and a third of them with nothing fused`,
        ]
      : []),
    ...cost.uncounted.map(
      ({ kind, stages, why }) => `      not counted: ${plural(stages, `${kind} stage`)} (${why})`,
    ),
    `disk  ${inBytes(disk)} of results, up to ${inBytes(checkpoints)} of checkpoints while it runs`,
    ...(isUnmeasured
      ? ["~     estimated from the graph: tensors held at once, without the runtime's own"]
      : []),
  ]
}
