import type { Address, Artifact } from "../store/artifact.ts"

/** An artifact that nothing in a list of experiment files reaches. */
export interface Garbage {
  readonly address: Address
  readonly label: string
  readonly bytes: number
  readonly started: string
  /** Whether a stage of the files has this label and another key: its code, data or fields changed. */
  readonly isSuperseded: boolean
}

/** What of the records is not reached by the keys, the largest first. */
export const garbageOf = (
  records: readonly Artifact[],
  reached: ReadonlySet<string>,
  labels: ReadonlySet<string>,
): readonly Garbage[] =>
  records
    .filter(({ key }) => !reached.has(key))
    .map(({ kind, key, label, started, files }) => ({
      address: { kind, key },
      label,
      bytes: Object.values(files).reduce((sum, file) => sum + file.bytes, 0),
      started,
      isSuperseded: labels.has(label),
    }))
    .toSorted((a, b) => b.bytes - a.bytes)
