import { random } from "../../random/random.ts"
import type { Subject } from "./subject.ts"

/** What a split reads of a subject. */
export type Identified = Pick<Subject, "id" | "patient"> & {
  readonly labels?: Readonly<Record<string, 0 | 1 | null>>
  readonly values?: Readonly<Record<string, number | null>> | undefined
  readonly unlabelled?: true | undefined
}

/** The scans of one patient. */
export type Patient<S> = readonly S[]

/**
 * Patients in an order drawn from the seed. Each patient's rank has its own address, so the order
 * does not depend on the order of the input, nor on who else is there.
 */
export const patientsInRandomOrder = <S extends Identified>(
  subjects: readonly S[],
  seed: number,
  purpose: string,
): readonly Patient<S>[] =>
  [...Map.groupBy(subjects, ({ patient }) => patient)]
    .map(([patient, scans]) => ({ patient, scans, rank: random(seed, purpose, patient).uniform() }))
    .toSorted((a, b) => a.rank - b.rank || (a.patient < b.patient ? -1 : 1))
    .map(({ scans }) => scans)

/** For each patient on, which numbers of subjects the patients from there on can make up. */
const reachable = (patients: readonly Patient<unknown>[], most: number): readonly Uint8Array[] => {
  const sums = [Uint8Array.of(1, ...new Uint8Array(most))]
  for (const scans of patients.toReversed()) {
    const next = sums[0]!.slice()
    for (let sum = scans.length; sum <= most; sum++) next[sum]! |= sums[0]![sum - scans.length]!
    sums.unshift(next)
  }
  return sums
}

/** The first patients, in order, whose scans number `size` together; `undefined` where none do. */
export const take = <S>(
  patients: readonly Patient<S>[],
  size: number,
): { readonly taken: readonly Patient<S>[]; readonly left: readonly Patient<S>[] } | undefined => {
  if (size > patients.flat().length) return undefined
  const sums = reachable(patients, size)
  if (sums[0]![size] !== 1) return undefined
  const taken: Patient<S>[] = []
  const left: Patient<S>[] = []
  let missing = size
  for (const [index, scans] of patients.entries()) {
    const rest = missing - scans.length
    if (rest >= 0 && sums[index + 1]![rest] === 1) {
      taken.push(scans)
      missing = rest
    } else left.push(scans)
  }
  return { taken, left }
}

/** A count as it is; a share as the nearest count, 1 or more, that whole patients can make up. */
export const sizeOf = (
  asked: number,
  total: number,
  patients: readonly Patient<unknown>[],
): number => {
  if (asked >= 1) return asked
  const wanted = Math.round(asked * total)
  const sums = reachable(patients, total)[0]!
  const possible = [...sums.keys()].filter((size) => size > 0 && sums[size] === 1)
  const distance = (size: number): number => Math.abs(size - wanted)
  return possible.toSorted((a, b) => distance(a) - distance(b))[0] ?? wanted
}
