import { tolerance } from "../cost/past.ts"
import type { PlanCost } from "../cost/planCost.ts"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"

/** What a worker holds beside its tensors, bytes: Node, the engine, ONNX Runtime. */
const besideTensors = 300e6

const largest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values)

/** Where a stage is to run, and what the ledger says of the past. */
interface Past {
  readonly attempts: readonly Attempt[]
  /** Null for nodes that are taken to be alike. */
  readonly host: string | null
  readonly device: string
}

const attemptsHere = ({ attempts, host, device }: Past): readonly Attempt[] =>
  attempts.filter((one) => (host === null || one.host === host) && one.device === device)

/**
 * Bytes that each stage is expected to take on this host: the most that its own attempts took, or
 * those with the same graph, or those of its kind where it has no graph; else the estimate of its
 * graph. Null where nothing is known. One whose memory ran out takes more than it had.
 */
export const expectedMemory = (
  costs: PlanCost["stages"],
  past: Past,
): ((stage: Stage) => number | null) => {
  const here = attemptsHere(past)
  const byKey = Map.groupBy(here, ({ key }) => key)
  const plain = Map.groupBy(
    here.filter(({ outcome, progress }) => outcome === "done" && progress?.flops == null),
    ({ kind }) => kind,
  )
  const peaksOf = (found: readonly Attempt[] = []) => found.flatMap((one) => one.peakMemory ?? [])
  const cost = new Map(costs.map((one) => [one.key, one]))
  return ({ key, kind }) => {
    const own = byKey.get(key) ?? []
    const found = cost.get(key)
    // What a graph holds lies in the accelerator's memory where there is one.
    const estimate =
      found?.memory == null || past.device !== "cpu" ? null : found.memory + besideTensors
    const measured = found?.memoryMeasured === true ? found.memory : null
    const alike =
      found === undefined || found.flops === null ? largest(peaksOf(plain.get(kind))) : null
    const ranOut = own.flatMap(({ outcome, room }) =>
      outcome === "outOfMemory" ? (room ?? []) : [],
    )
    const known = measured ?? largest(peaksOf(own)) ?? alike ?? estimate
    return largest([...ranOut.map((room) => room + 1), ...(known === null ? [] : [known])])
  }
}

/**
 * Bytes of a GPU that each stage is expected to take on this host: the most that was measured of
 * attempts of its own that ended well, or of those with the same graph; nothing of a stage that does
 * not use the device. Null where nothing was measured.
 */
export const expectedGpuMemory = (
  costs: PlanCost["stages"],
  past: Past,
): ((stage: Stage) => number | null) => {
  const measured = attemptsHere(past).filter(
    ({ outcome, cards, peakGpuMemory }) =>
      outcome === "done" && cards === undefined && peakGpuMemory !== undefined,
  )
  const byKey = Map.groupBy(measured, ({ key }) => key)
  const byKind = Map.groupBy(measured, ({ kind }) => kind)
  const cost = new Map(costs.map((one) => [one.key, one]))
  return ({ key, kind, configured }) => {
    if (!configured.record.usesDevice) return 0
    const { flops = null, steps = null } = cost.get(key) ?? {}
    const step = flops === null || steps === null || steps === 0 ? null : flops / steps
    const alike =
      step === null
        ? []
        : (byKind.get(kind) ?? []).filter(
            ({ progress }) => Math.abs((progress?.flops ?? 0) - step) <= tolerance * step,
          )
    return largest((byKey.get(key) ?? alike).flatMap(({ peakGpuMemory }) => peakGpuMemory ?? []))
  }
}
