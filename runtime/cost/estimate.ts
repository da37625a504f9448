import { assumedStartUp } from "./assumedSpeed.ts"
import type { Past, Unit } from "./past.ts"

/**
 * Where a time comes from: the ledger's attempts with the same work in a step, a step that was timed
 * now, the ledger's attempts of the same kind with other work, or with far less; the roofline of a card;
 * an assumed speed of the device; or nowhere.
 */
export type Basis =
  | "same graph"
  | "timed"
  | "same kind"
  | "smaller ones"
  | "roofline"
  | "assumed"
  | "unknown"

/** Seconds of a stage; null where they are not known. */
export interface Estimate {
  readonly seconds: number | null
  /** Seconds at the fastest and at the slowest speed measured, or of a roofline; null where there is none. */
  readonly range: readonly [least: number, most: number] | null
  readonly basis: Basis
}

/** Steps with so much work in each. */
export interface StepWork {
  readonly steps: number
  readonly unit: Unit
  readonly work: number
  /** Cards that divide it among them. Default: 1. */
  readonly cards?: number
}

export const notKnown: Estimate = { seconds: null, range: null, basis: "unknown" }

/** A step with more work than this, over the largest measured one, is told as far beyond it. */
const farBeyond = 10
/** Then the speed may be so much higher or lower than any that was measured. */
const widening = 3

/** Start-up alone: of a stage without steps that are counted. */
export const startUpAlone = (kind: string, past: Past): Estimate => {
  const seconds = past.startUp(kind)
  return seconds === undefined ? notKnown : { seconds, range: null, basis: "same kind" }
}

/** Speeds beside those of the ledger, work a second. */
interface OtherSpeeds {
  /** Of a step that was timed now. */
  readonly timed?: number | undefined
  /** By the roofline of a card. */
  readonly roofline?: readonly [fastest: number, slowest: number] | undefined
  readonly assumed?: number | undefined
}

/**
 * Start-up, and the work over the speed that the ledger has of such steps; else over that of a step
 * timed now, else over that of the kind, else over the geometric mean of a roofline's, else over an
 * assumed one, if there is any.
 */
export const estimate = (
  kind: string,
  { steps, unit, work, cards = 1 }: StepWork,
  past: Past,
  { timed, roofline, assumed }: OtherSpeeds = {},
): Estimate => {
  const startUp = past.startUp(kind) ?? assumedStartUp
  const total = (steps * work) / cards
  const at = (perSecond: number) => startUp + total / perSecond
  const speed = past.speed(kind, unit, work)
  if (timed !== undefined && speed?.sameWork !== true)
    return { seconds: at(timed), range: null, basis: "timed" }
  if (speed === undefined && roofline !== undefined) {
    const [fastest, slowest] = roofline
    const seconds = at(Math.sqrt(fastest * slowest))
    return { seconds, range: [at(fastest), at(slowest)], basis: "roofline" }
  }
  if (speed === undefined)
    return assumed === undefined
      ? notKnown
      : { seconds: at(assumed), range: null, basis: "assumed" }
  const isFar = speed.beyond > farBeyond
  const wider = isFar ? widening : 1
  return {
    seconds: at(speed.perSecond),
    range: [at(speed.fastest * wider), at(speed.slowest / wider)],
    basis: speed.sameWork ? "same graph" : isFar ? "smaller ones" : "same kind",
  }
}
