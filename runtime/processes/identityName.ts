import type { ProcessIdentity } from "./identity.ts"

/** A process as a part of a file's name: number, start, namespace, boot and host, with dots between. */
export const nameOfIdentity = (identity: ProcessIdentity): string => {
  const { pid, started = "", namespace = "", boot = "", host } = identity
  return [pid, started, /\d+/.exec(namespace)?.[0] ?? "", boot, host].join(".")
}

/** The process that a part of a file's name tells; undefined if it tells none. */
export const identityInName = (text: string): ProcessIdentity | undefined => {
  const [, pid, started = "", number = "", boot = "", host] =
    /^(\d+)\.(\d*)\.(\d*)\.([^.]*)\.(.+)$/.exec(text) ?? []
  if (pid === undefined || host === undefined) return undefined
  return {
    host,
    pid: Number(pid),
    ...(started === "" ? {} : { started: Number(started) }),
    ...(number === "" ? {} : { namespace: `pid:[${number}]` }),
    ...(boot === "" ? {} : { boot }),
  }
}
