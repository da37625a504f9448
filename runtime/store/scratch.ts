import { randomUUID } from "node:crypto"
import { isKnownGone, ownIdentity } from "../processes/identity.ts"

const prefix = "write"

/** A name for a temporary file, which tells which process makes it. */
export const scratchName = (): string => {
  const { pid, started = "", namespace = "", boot = "", host } = ownIdentity()
  const number = /\d+/.exec(namespace)?.[0] ?? ""
  return [prefix, randomUUID(), pid, started, number, boot, host].join(".")
}

/** Whether a name is that of a temporary file whose process is known to have ended. */
export const isAbandoned = (name: string): boolean => {
  const [first, , pid = "", started = "", number = "", boot = "", ...host] = name.split(".")
  if (first !== prefix || host.length === 0) return false
  return isKnownGone({
    host: host.join("."),
    pid: Number(pid),
    ...(started === "" ? {} : { started: Number(started) }),
    ...(number === "" ? {} : { namespace: `pid:[${number}]` }),
    ...(boot === "" ? {} : { boot }),
  })
}
