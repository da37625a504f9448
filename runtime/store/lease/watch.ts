import { performance } from "node:perf_hooks"

/** How leases live. */
export interface LeaseTimes {
  /** Between two signs of a holder, ms. */
  readonly signEvery: number
  /** A holder that gives no sign for so long, as we saw ourselves, has lost its lease, ms. */
  readonly silentFor: number
  /** Between two looks at a lease that others hold, ms. */
  readonly lookEvery: number
}

export const usualTimes: LeaseTimes = { signEvery: 5000, silentFor: 60_000, lookEvery: 2000 }

/** What was seen of a lease. */
interface Seen {
  /** The claim and its last sign. */
  readonly state: string
  /** When we looked last, on our own clock. */
  readonly at: number
  /** How long we have seen no change. */
  readonly silent: number
}

/**
 * How long holders have given no sign, as this process saw it: no clock but its own steady one counts,
 * as clocks of hosts differ and jump. A look counts for twice the time between looks at most: we may
 * have been stopped ourselves, and with us the holder.
 */
export class LeaseWatch {
  readonly #seen = new Map<string, Seen>()
  readonly times: LeaseTimes
  readonly #now: () => number

  constructor(times: LeaseTimes = usualTimes, now: () => number = () => performance.now()) {
    this.times = times
    this.#now = now
  }

  /** Our clock: to be read before a claim is. */
  readonly now = (): number => this.#now()

  /** Takes note of a claim that was read after `before`; says whether its holder is silent for too long. */
  readonly isSilent = (name: string, state: string, before: number): boolean => {
    const seen = this.#seen.get(name)
    const counted = Math.min(before - (seen?.at ?? before), 2 * this.times.lookEvery)
    const silent = seen?.state === state ? seen.silent + Math.max(0, counted) : 0
    this.#seen.set(name, { state, silent, at: this.#now() })
    return silent >= this.times.silentFor
  }

  /** Leases that others held when we looked. */
  readonly names = (): readonly string[] => [...this.#seen.keys()]

  readonly forget = (name: string): void => {
    this.#seen.delete(name)
  }
}
