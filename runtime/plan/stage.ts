import type { ConfiguredStage } from "../stages/record.ts"

/** What identifies a stage. Equal identities are one stage, whoever asks for it. */
export interface StageIdentity {
  readonly kind: string
  /** The fields of the experiment that the stage reads, without places (roots, modules). */
  readonly slice: unknown
  readonly seed: number | null
  /** Keys of the stages whose artifacts it reads, by name. */
  readonly inputs: Readonly<Record<string, string>>
  /** Code hashes: `stage` for the body, dotted paths of the slice for components. */
  readonly code: Readonly<Record<string, string>>
}

/** A unit of work: a pure function of what its key is made of. */
export interface Stage extends StageIdentity {
  /** SHA-256 of the canonical JSON of the identity, in hexadecimal. */
  readonly key: string
  /** Its kind and its settings: the slice with the modules that implement it and the data's root. */
  readonly configured: ConfiguredStage
  /** What it is in words, such as `pretrain m2mae seed 0`. */
  readonly label: string
  /** Names of the arms that use it. */
  readonly arms: readonly string[]
}
