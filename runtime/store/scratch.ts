import { randomUUID } from "node:crypto"
import { isKnownGone, ownIdentity } from "../processes/identity.ts"
import { identityInName, nameOfIdentity } from "../processes/identityName.ts"

const prefix = "write"

/** A name for a temporary file, which tells which process makes it. */
export const scratchName = (): string =>
  [prefix, randomUUID(), nameOfIdentity(ownIdentity())].join(".")

/** Whether a name is that of a temporary file whose process is known to have ended. */
export const isAbandoned = (name: string): boolean => {
  const [first, , ...rest] = name.split(".")
  const writer = first === prefix ? identityInName(rest.join(".")) : undefined
  return writer !== undefined && isKnownGone(writer)
}
