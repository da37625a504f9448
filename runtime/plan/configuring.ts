import type { ConfiguredStage } from "../stages/record.ts"
import type { Configure } from "../tasks/record.ts"

interface Node {
  readonly next: Map<unknown, Node>
  made?: ConfiguredStage
}

const node = (): Node => ({ next: new Map() })

/**
 * Configures stages for one plan, each once: arms share most of their parts as objects, and equal
 * settings that are one object are sliced and hashed once.
 */
export const configuring = (): Configure => {
  const root = node()
  return (record, parts) => {
    let at = root
    for (const part of [record, ...Object.values(parts)]) {
      const next = at.next.get(part) ?? node()
      at.next.set(part, next)
      at = next
    }
    at.made ??= record.of(parts)
    return at.made
  }
}
