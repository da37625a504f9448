import { hash } from "node:crypto"
import { Option, Schema } from "effect"
import { ProcessIdentity } from "../../processes/identity.ts"

/** Who claims a lease: the first line of a claim's file. */
const ClaimLine = Schema.fromJsonString(
  Schema.Struct({ token: Schema.String, holder: ProcessIdentity }),
)

/** The lease of an earlier version: one file, touched by its holder now and then. */
const EarlierLine = Schema.fromJsonString(
  Schema.Struct({ token: Schema.String, host: Schema.String, pid: Schema.Int }),
)

/** A claim as it is read. */
export interface Claim {
  /** Tells this claim from every other. */
  readonly token: string
  /** Absent in a file that is damaged. */
  readonly holder?: ProcessIdentity
  /** Another text each time that the holder gave a sign of life. */
  readonly sign: string
}

/** Digits of the count of signs: of one length, so that it is written in place. */
const digits = 12

/** The count of signs as it lies in the file. */
export const signText = (count: number): string => `${String(count).padStart(digits, "0")}\n`

/** The first line of a claim's file, its end of line included. */
export const claimLine = (token: string, holder: ProcessIdentity): string =>
  `${Schema.encodeSync(ClaimLine)({ token, holder })}\n`

/** Reads a claim's file; `touched` is what else changes when the holder is alive (earlier versions). */
export const parseClaim = (text: string, touched = ""): Claim => {
  const [line = "", sign = ""] = text.split("\n")
  const own = Schema.decodeOption(ClaimLine)(line)
  if (Option.isSome(own)) return { ...own.value, sign }
  const earlier = Schema.decodeOption(EarlierLine)(line)
  if (Option.isNone(earlier)) return { token: hash("sha256", line), sign: `${sign}${touched}` }
  const { token, host, pid } = earlier.value
  return { token, holder: { host, pid }, sign: touched }
}
