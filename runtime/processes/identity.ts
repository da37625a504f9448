import { readFileSync, readlinkSync } from "node:fs"
import { hostname } from "node:os"
import { Schema } from "effect"

/**
 * What tells a process from every other. A number alone does not: it is used again, and it means
 * another process in each PID namespace and on each host; host names are used twice too.
 */
export const ProcessIdentity = Schema.Struct({
  host: Schema.String,
  pid: Schema.Int,
  /** Of this start of the kernel (`boot_id`); absent where the system does not tell, as the next two. */
  boot: Schema.optionalKey(Schema.String),
  /** Of the PID namespace (`/proc/self/ns/pid`). */
  namespace: Schema.optionalKey(Schema.String),
  /** When the process started, clock ticks after the boot (`/proc/PID/stat`). */
  started: Schema.optionalKey(Schema.Int),
})
export type ProcessIdentity = typeof ProcessIdentity.Type

const tried = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Whether a process of this machine runs; one of another user counts. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

/** State and start of a process, from `/proc`; the name before them may hold spaces and brackets. */
const statOf = (pid: number | "self") => {
  const text = tried(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  return { pid: Number.parseInt(text, 10), state: fields[0], started: Number(fields[19]) }
}

/** Where `/proc` shows another namespace than ours (`unshare --pid` alone), its numbers say nothing. */
const isOurProc = (): boolean => statOf("self")?.pid === process.pid

/** The identity of this process. */
export const ownIdentity = (): ProcessIdentity => {
  const boot = tried(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim())
  const namespace = tried(() => readlinkSync("/proc/self/ns/pid"))
  const started = isOurProc() ? statOf("self")?.started : undefined
  return {
    host: hostname(),
    pid: process.pid,
    ...(boot === undefined ? {} : { boot }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(started === undefined ? {} : { started }),
  }
}

/** Whether a process is one of this host, boot and PID namespace, so that its end can be seen here. */
export const canBeSeen = (
  { host, boot, namespace }: ProcessIdentity,
  us: ProcessIdentity = ownIdentity(),
): boolean =>
  // Identities that earlier versions wrote have neither boot nor namespace.
  host === us.host && (boot ?? us.boot) === us.boot && (namespace ?? us.namespace) === us.namespace

/**
 * Whether a process is known to have ended. False also where nobody here can know: it is on another
 * host, in another PID namespace, or of an earlier boot (or another host of the same name).
 */
export const isKnownGone = (
  process: ProcessIdentity,
  us: ProcessIdentity = ownIdentity(),
): boolean => {
  const { pid, started } = process
  if (!canBeSeen(process, us)) return false
  if (!isAlive(pid)) return true
  const stat = isOurProc() ? statOf(pid) : undefined
  if (stat === undefined) return false
  const isZombie = stat.state === "Z" || stat.state === "X"
  return isZombie || (started !== undefined && stat.started !== started)
}
