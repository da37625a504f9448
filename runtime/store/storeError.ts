import { fault, Fault } from "../../dsl/fault.ts"
import { Effect, Predicate, Schema, type PlatformError } from "effect"

/** The store's file system refuses: it is full, it may not be written, or something else. */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  reason: Schema.Literals(["full", "permission", "other"]),
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults.map((each) => each.what).join("; ")
  }
}

/** The store has no artifact of this key. */
export class ArtifactMissing extends Schema.TaggedError<ArtifactMissing>()("ArtifactMissing", {
  kind: Schema.String,
  key: Schema.String,
}) {
  override get message(): string {
    return `the store has no ${this.kind} ${this.key}`
  }
}

/** An artifact's files are not what was sealed: a flipped byte, a lost file, a damaged record. */
export class ArtifactCorrupt extends Schema.TaggedError<ArtifactCorrupt>()("ArtifactCorrupt", {
  kind: Schema.String,
  key: Schema.String,
  /** Path of the first damaged file. */
  file: Schema.String,
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults.map((each) => each.what).join("; ")
  }
}

/** A stage's draft is no more what its runner began: another runner has taken its lease over. */
export class DraftLost extends Schema.TaggedError<DraftLost>()("DraftLost", {
  faults: Schema.Array(Fault),
}) {
  static readonly of = (
    { kind, key }: { readonly kind: string; readonly key: string },
    file: string,
    why: string,
  ): DraftLost =>
    new DraftLost({
      faults: [
        fault({
          what: `the draft of ${kind} ${key.slice(0, 8)} cannot be sealed: ${why}`,
          where: { file },
          expected: "the draft as its runner made it",
          hint: "nothing is lost: the stage is made again, or by the runner that has it now",
        }),
      ],
    })

  override get message(): string {
    return this.faults.map((each) => each.what).join("; ")
  }
}

const reasons: Readonly<Record<string, StoreError["reason"]>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "permission",
  EPERM: "permission",
  EROFS: "permission",
}

const words = {
  full: { what: "no space is left", hint: "free some space, or give another folder as the store" },
  permission: {
    what: "permission is denied",
    hint: "make the store's folder writable, or give another one",
  },
} as const

const codeOf = ({ reason }: PlatformError.PlatformError): string =>
  Predicate.hasProperty(reason.cause, "code") ? String(reason.cause.code) : ""

/** An error of Node's in the store's words; `doing` says what could not be done. */
export const refusedBy = (
  doing: string,
  file: string,
  code: string,
  message: string,
): StoreError => {
  const reason = reasons[code] ?? "other"
  return new StoreError({
    reason,
    faults: [
      reason === "other"
        ? fault({ what: `cannot ${doing}: ${message}`, where: { file } })
        : fault({
            what: `cannot ${doing}: ${words[reason].what}`,
            where: { file },
            hint: words[reason].hint,
          }),
    ],
  })
}

/** An error of the file system in the store's words. */
export const storeError = (
  doing: string,
  file: string,
  error: PlatformError.PlatformError,
): StoreError => refusedBy(doing, file, codeOf(error), error.reason.message)

/** Puts the errors of the file system into the store's words. */
export const inStoreWords =
  (doing: string, file: string) =>
  <A, R>(
    effect: Effect.Effect<A, PlatformError.PlatformError | StoreError, R>,
  ): Effect.Effect<A, StoreError, R> =>
    Effect.mapError(effect, (error) =>
      error._tag === "StoreError" ? error : storeError(doing, file, error),
    )
