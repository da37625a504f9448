import { hostname } from "node:os"
import type { Path } from "effect"
import type { Address } from "./artifact.ts"

/** Where things lie below the store's root. */
export interface Layout {
  readonly root: string
  readonly artifacts: string
  readonly corrupt: string
  readonly temporary: string
  readonly checkpoints: string
  readonly attempts: string
  /** Patches of uncommitted changes, by their hash. */
  readonly diffs: string
  readonly logs: string
  /** Results kept across edits of the code, by key. */
  readonly accepted: string
  readonly leases: string
  readonly artifact: (address: Address) => string
  /** Folder in which this process makes an artifact. */
  readonly draft: (address: Address) => string
  readonly checkpoint: (address: Address) => string
  readonly lease: (address: Address) => string
}

export const layoutOf = (path: Path.Path, root: string): Layout => {
  const at = (...parts: readonly string[]) => path.join(root, ...parts)
  return {
    root,
    artifacts: at("artifacts"),
    corrupt: at("corrupt"),
    temporary: at("tmp"),
    checkpoints: at("checkpoints"),
    attempts: at("attempts"),
    diffs: at("diffs"),
    logs: at("logs"),
    accepted: at("accepted"),
    leases: at("leases"),
    artifact: ({ kind, key }) => at("artifacts", kind, key),
    draft: ({ key }) => at("tmp", `${key}.${process.pid}.${hostname()}`),
    checkpoint: ({ key }) => at("checkpoints", key),
    lease: ({ key }) => at("leases", key),
  }
}

/** The process that made a temporary entry, if it was one of this machine. */
export const makerOf = (name: string): number | undefined => {
  const [, pid, ...host] = name.split(".")
  return host.join(".") === hostname() ? Number(pid) : undefined
}
