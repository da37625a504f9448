import { join } from "node:path"
import type { Address } from "./artifact.ts"

/** Where things lie below the store's root. */
export interface Layout {
  readonly root: string
  /** Version of the layout, and who may use the store. */
  readonly format: string
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
  /** Runs at work, and the artifacts that they count on. */
  readonly runs: string
  readonly artifact: (address: Address) => string
  /** Folder in which the holder of a lease makes an artifact. */
  readonly draft: (address: Address, lease: DraftOf) => string
  readonly checkpoint: (address: Address) => string
  readonly lease: (address: Address) => string
}

/** The lease that a draft belongs to. */
export interface DraftOf {
  readonly number: number
  readonly token: string
}

export const layoutOf = (root: string): Layout => {
  const at = (...parts: readonly string[]) => join(root, ...parts)
  return {
    root,
    format: at("store.json"),
    artifacts: at("artifacts"),
    corrupt: at("corrupt"),
    temporary: at("tmp"),
    checkpoints: at("checkpoints"),
    attempts: at("attempts"),
    diffs: at("diffs"),
    logs: at("logs"),
    accepted: at("accepted"),
    leases: at("leases"),
    runs: at("runs"),
    artifact: ({ kind, key }) => at("artifacts", kind, key),
    draft: ({ key }, { number, token }) => at("tmp", `${key}.${number}.${token}`),
    checkpoint: ({ key }) => at("checkpoints", key),
    lease: ({ key }) => at("leases", key),
  }
}

/** Whose draft a temporary entry is; undefined for what is none. */
export const draftNamed = (name: string): (DraftOf & { readonly key: string }) | undefined => {
  const [, key, number, token] = /^([^.]+)\.(\d+)\.([0-9a-f-]{36})$/.exec(name) ?? []
  return key === undefined || token === undefined
    ? undefined
    : { key, number: Number(number), token }
}
