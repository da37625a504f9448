/** The scans of one patient. */
type Patient = readonly { readonly labels?: Readonly<Record<string, 0 | 1 | null>> }[]

/** A patient's class: 1 where any scan has it, else 0 where any is known not to, else unknown. */
const classOf = (scans: Patient, label: string): string => {
  const known = scans.flatMap(({ labels }) => labels?.[label] ?? [])
  return known.length === 0 ? "unknown" : String(Math.max(...known))
}

/**
 * The fold of each patient, in the order given. Patients of a stratum go, those with the most scans
 * first, to the fold that has the fewest scans of the stratum, then the fewest of all, then comes first:
 * folds differ by a scan at most, in each stratum and together, where each patient has one, else by at
 * most the scans of a patient in each stratum.
 */
export const foldsOfPatients = (
  patients: readonly Patient[],
  of: number,
  stratify: string | undefined,
): readonly number[] => {
  const made = new Map<Patient, number>()
  const total = Array.from({ length: of }, () => 0)
  const strata = Map.groupBy(patients, (scans) =>
    stratify === undefined ? "" : classOf(scans, stratify),
  )
  for (const stratum of [...strata.keys()].toSorted()) {
    const own = Array.from({ length: of }, () => 0)
    const largestFirst = (strata.get(stratum) ?? []).toSorted((a, b) => b.length - a.length)
    for (const scans of largestFirst) {
      const order = (a: number, b: number): number =>
        own[a]! - own[b]! || total[a]! - total[b]! || a - b
      const fold = [...own.keys()].toSorted(order)[0]!
      made.set(scans, fold)
      own[fold]! += scans.length
      total[fold]! += scans.length
    }
  }
  return patients.map((scans) => made.get(scans) ?? 0)
}
