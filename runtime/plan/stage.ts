import type { SettingsOf } from "./settings.ts"

/** The kinds of stages, in the order in which work flows. */
export const stageKinds = [
  "index",
  "preprocess",
  "pretrain",
  "reconstruct",
  "finetune",
  "predict",
  "embed",
  "probe",
  "classify",
  "score",
] as const

export type StageKind = (typeof stageKinds)[number]

/** The module that is the body of a stage, addressed as implementations are. */
export const stageAddress = (kind: StageKind): string => `ablate:stages/${kind}/body`

/** What identifies a stage. Equal identities are one stage, whoever asks for it. */
export interface StageIdentity {
  readonly kind: StageKind
  /** The fields of the experiment that the stage reads, without places (roots, modules). */
  readonly slice: unknown
  readonly seed: number | null
  /** Keys of the stages whose artifacts it reads, by name. */
  readonly inputs: Readonly<Record<string, string>>
  /** Code hashes: `stage` for the body, dotted paths of the slice for components. */
  readonly code: Readonly<Record<string, string>>
}

/** A unit of work: a pure function of what its key is made of. */
export interface Stage<Kind extends StageKind = StageKind> extends StageIdentity {
  readonly kind: Kind
  /** SHA-256 of the canonical JSON of the identity, in hexadecimal. */
  readonly key: string
  /** The slice as the worker reads it: with the modules that implement it and the data's root. */
  readonly settings: SettingsOf[Kind]
  /** What it is in words, such as `pretrain m2mae seed 0`. */
  readonly label: string
  /** Names of the arms that use it. */
  readonly arms: readonly string[]
}
