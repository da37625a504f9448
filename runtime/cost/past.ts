import { median } from "../metrics/median.ts"
import type { Attempt } from "../store/attempt.ts"

/** What the ledger says of a kind of stage on a device of this machine. */
export interface Past {
  /** Operations a second in a kind: of attempts with the same graph if there are any, else of all. */
  readonly speed: (kind: string, flops: number) => Speed | undefined
  /** Seconds of a step of a kind, or of the whole stage where it counts no steps; medians. */
  readonly seconds: (kind: string) => { readonly step?: number; readonly stage?: number }
  /** Seconds that a stage of a kind takes beside its steps: its process starts, it reads and writes; a median. */
  readonly startUp: (kind: string) => number | undefined
  /** Largest memory measured of a kind with the same graph, bytes. */
  readonly memory: (kind: string, flops: number) => number | undefined
}

interface Speed {
  readonly perSecond: number
  readonly sameGraph: boolean
}

const medianOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : median(values)

const secondsOf = ({ started, ended }: Attempt): number =>
  ended === null ? Number.NaN : (Date.parse(ended) - Date.parse(started)) / 1000

/** Steps a second: as the stage said, else over the whole attempt. */
const rateOf = (attempt: Attempt): number => {
  const { progress } = attempt
  return progress === null ? Number.NaN : (progress.rate ?? progress.step / secondsOf(attempt))
}

/** Operations of a step are means where volumes differ: graphs count as the same within this share. */
export const tolerance = 0.01

/** A function that is computed once for each of its arguments' texts. */
const once = <Arguments extends readonly (string | number)[], A>(
  compute: (...args: Arguments) => A,
): ((...args: Arguments) => A) => {
  const known = new Map<string, { readonly value: A }>()
  return (...args) => {
    const address = args.join(" ")
    const found = known.get(address) ?? { value: compute(...args) }
    known.set(address, found)
    return found.value
  }
}

/** Reads the past of a device on a host from the attempts that ended well. */
export const pastOf = (attempts: readonly Attempt[], device: string, host: string): Past => {
  const byKind = Map.groupBy(
    attempts.filter(
      (attempt) => attempt.outcome === "done" && attempt.device === device && attempt.host === host,
    ),
    ({ kind }) => kind,
  )
  const of = (kind: string): readonly Attempt[] => byKind.get(kind) ?? []
  const alike = (kind: string, flops: number): readonly Attempt[] =>
    of(kind).filter(({ progress }) => Math.abs((progress?.flops ?? 0) - flops) <= tolerance * flops)
  const speedOf = (found: readonly Attempt[]): number | undefined =>
    medianOf(
      found
        .map((attempt) => (attempt.progress?.flops ?? 0) * rateOf(attempt))
        .filter((speed) => Number.isFinite(speed) && speed > 0),
    )
  return {
    speed: once((kind: string, flops: number) => {
      const same = speedOf(alike(kind, flops))
      if (same !== undefined) return { perSecond: same, sameGraph: true }
      const all = speedOf(of(kind))
      return all === undefined ? undefined : { perSecond: all, sameGraph: false }
    }),
    seconds: once((kind: string) => {
      const steps = of(kind).flatMap((attempt) => {
        const rate = rateOf(attempt)
        return Number.isFinite(rate) && rate > 0 ? [1 / rate] : []
      })
      const step = medianOf(steps)
      const stage = medianOf(of(kind).map(secondsOf).filter(Number.isFinite))
      return {
        ...(step === undefined ? {} : { step }),
        ...(stage === undefined ? {} : { stage }),
      }
    }),
    startUp: once((kind: string) =>
      medianOf(
        of(kind).flatMap((attempt) => {
          const { rate = null, step = 0 } = attempt.progress ?? {}
          const seconds = rate === null ? Number.NaN : secondsOf(attempt) - step / rate
          // One that went on from a checkpoint did fewer steps than it tells.
          return seconds >= 0 ? [seconds] : []
        }),
      ),
    ),
    memory: once((kind: string, flops: number) => {
      const peaks = alike(kind, flops).flatMap(({ peakMemory }) => peakMemory ?? [])
      return peaks.length === 0 ? undefined : Math.max(...peaks)
    }),
  }
}
