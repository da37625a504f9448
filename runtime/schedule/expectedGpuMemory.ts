import { tolerance } from "../cost/past.ts"
import type { PlanCost } from "../cost/planCost.ts"
import type { Stage } from "../plan/stage.ts"
import type { Past } from "./expectedMemory.ts"

/**
 * Bytes of a GPU that each stage is expected to take on this host: the most that was measured of
 * attempts of its own that ended well, or of those with the same graph; nothing of a stage that does
 * not use the device. Null where nothing was measured.
 */
export const expectedGpuMemory = (
  costs: PlanCost["stages"],
  { attempts, host, device }: Past,
): ((stage: Stage) => number | null) => {
  const measured = attempts.filter(
    (one) =>
      (host === null || one.host === host) &&
      one.device === device &&
      one.outcome === "done" &&
      one.cards === undefined &&
      one.peakGpuMemory !== undefined,
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
    const peaks = (byKey.get(key) ?? alike).flatMap(({ peakGpuMemory }) => peakGpuMemory ?? [])
    return peaks.length === 0 ? null : Math.max(...peaks)
  }
}
