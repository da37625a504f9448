import { Effect } from "effect"
import type { Claim } from "./claim.ts"

/**
 * What the protocol asks of a file system. Each is one step that others see whole or not at all;
 * between two steps anything may happen, and any time may pass.
 */
export interface LeaseFolder<E> {
  /** Numbers of the claims there are; those that come or go meanwhile may be listed or not. */
  readonly numbers: Effect.Effect<readonly number[], E>
  /** Null where there is none. */
  readonly read: (number: number) => Effect.Effect<Claim | null, E>
  /** Makes our claim; false if there is one of this number. */
  readonly create: (number: number) => Effect.Effect<boolean, E>
  readonly remove: (number: number) => Effect.Effect<void, E>
}

/**
 * Claims a lease: gives our number, or null if another may have it. The holder is who has the highest
 * number. Only one can create a number, and only who saw the one before it end: so of many takers of
 * one claim one gets it. A taker may have been stopped between any two steps; so the claim counts only
 * if, once it is made, the one that it follows is still there and none is above it. Otherwise numbers
 * have begun anew meanwhile, or somebody followed us already, and the claim is taken back.
 */
export const claim = Effect.fnUntraced(function* <E>(
  folder: LeaseFolder<E>,
  isOver: (claim: Claim) => Effect.Effect<boolean, E>,
): Effect.fn.Return<number | null, E> {
  const last = Math.max(0, ...(yield* folder.numbers))
  const before = last === 0 ? null : yield* folder.read(last)
  // It went between the two steps: the next try sees what is there now.
  if (last > 0 && before === null) return null
  if (before !== null && !(yield* isOver(before))) return null
  const ours = last + 1
  if (!(yield* folder.create(ours))) return null
  const still = before === null ? null : yield* folder.read(last)
  const highest = Math.max(0, ...(yield* folder.numbers))
  if (still?.token === before?.token && highest === ours) return ours
  yield* folder.remove(ours)
  return null
})

/**
 * Whether a claim is still the highest. In this order: while our claim is there, one that followed it
 * is there too, as `release` removes lower claims first.
 */
export const isHighest = Effect.fnUntraced(function* <E>(
  folder: LeaseFolder<E>,
  ours: number,
  token: string,
): Effect.fn.Return<boolean, E> {
  const highest = Math.max(0, ...(yield* folder.numbers))
  return highest <= ours && (yield* folder.read(ours))?.token === token
})

/** Gives a lease back: the claims before ours first, ours last. */
export const release = Effect.fnUntraced(function* <E>(
  folder: LeaseFolder<E>,
  ours: number,
  token: string,
): Effect.fn.Return<void, E> {
  const held = yield* folder.read(ours)
  // Numbers began anew: what is there is not ours.
  if (held?.token !== token) return
  const earlier = (yield* folder.numbers).filter((number) => number < ours)
  yield* Effect.forEach(
    earlier.toSorted((a, b) => a - b),
    folder.remove,
    { discard: true },
  )
  yield* folder.remove(ours)
})
