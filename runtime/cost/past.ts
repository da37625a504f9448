import { median } from "../metrics/median.ts"
import { secondsAtWork, type Attempt } from "../store/attempt.ts"

/** In what the work of a step is counted: floating-point operations, or voxels read. */
export type Unit = "flops" | "voxels"

/** How fast stages were, work a second; of several cards that divided a batch, of each of them. */
interface Speed {
  /** Median of the attempts. */
  readonly perSecond: number
  readonly slowest: number
  readonly fastest: number
  /** Whether it was measured of steps with this work, or of other ones of the kind. */
  readonly sameWork: boolean
  /** Work of a step over that of the largest one measured; 1 and less within what was measured. */
  readonly beyond: number
}

/** What the ledger says of stages on a device of this machine. */
export interface Past {
  /** Speed of a kind with so much work in a step. */
  readonly speed: (kind: string, unit: Unit, work: number) => Speed | undefined
  /** Seconds that a stage of a kind takes beside its steps: its process starts, its program is made. */
  readonly startUp: (kind: string) => number | undefined
  /** Largest memory measured of a kind with the same graph, bytes. */
  readonly memory: (kind: string, flops: number) => number | undefined
}

const medianOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : median(values)

/** Seconds beside the steps; undefined where the steps' own rate was not said. */
const besideSteps = (attempt: Attempt): number | undefined => {
  const { progress } = attempt
  if (progress === null) return secondsAtWork(attempt)
  if (progress.rate === null) return undefined
  const seconds = secondsAtWork(attempt) - progress.step / progress.rate
  // One that went on from a checkpoint did fewer steps than it tells.
  return seconds >= 0 ? seconds : undefined
}

/** Operations of a step are means where volumes differ: graphs count as the same within this share. */
export const tolerance = 0.01

/** Where a step's rate was not said, at least this share of an attempt was not its start. */
const leastShare = 0.25

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

interface Measured {
  readonly work: number
  readonly perSecond: number
}

/** Reads the past of a device on a host (null: on any) from the attempts that ended well. */
export const pastOf = (attempts: readonly Attempt[], device: string, host: string | null): Past => {
  const here = attempts.filter(
    (attempt) =>
      attempt.outcome === "done" &&
      attempt.device === device &&
      (host === null || attempt.host === host),
  )
  const byKind = Map.groupBy(here, ({ kind }) => kind)
  const startUpOf = (found: readonly Attempt[]) =>
    medianOf(found.flatMap((attempt) => besideSteps(attempt) ?? []).filter(Number.isFinite))
  const startUp = once((kind: string) => startUpOf(byKind.get(kind) ?? []) ?? startUpOf(here))
  const measured = once((kind: string, unit: Unit): readonly Measured[] =>
    (byKind.get(kind) ?? []).flatMap((attempt) => {
      const { progress } = attempt
      const work = progress?.[unit] ?? 0
      if (progress === null || !(work > 0)) return []
      const whole = secondsAtWork(attempt)
      const steps = Math.max(whole - (startUp(kind) ?? 0), leastShare * whole)
      const rate = progress.rate ?? progress.step / steps
      const perSecond = (work * rate) / (attempt.cards ?? 1)
      return Number.isFinite(perSecond) && perSecond > 0 ? [{ work, perSecond }] : []
    }),
  )
  return {
    startUp,
    speed: once((kind: string, unit: Unit, work: number): Speed | undefined => {
      const all = measured(kind, unit)
      const same = all.filter((one) => Math.abs(one.work - work) <= tolerance * work)
      const speeds = (same.length > 0 ? same : all).map(({ perSecond }) => perSecond)
      const perSecond = medianOf(speeds)
      if (perSecond === undefined) return undefined
      return {
        perSecond,
        slowest: Math.min(...speeds),
        fastest: Math.max(...speeds),
        sameWork: same.length > 0,
        beyond: work / Math.max(...all.map((one) => one.work)),
      }
    }),
    memory: once((kind: string, flops: number) => {
      const peaks = (byKind.get(kind) ?? [])
        .filter(({ progress }) => Math.abs((progress?.flops ?? 0) - flops) <= tolerance * flops)
        .flatMap(({ peakMemory }) => peakMemory ?? [])
      return peaks.length === 0 ? undefined : Math.max(...peaks)
    }),
  }
}
