import { bindingsOf, type Bindings } from "./bindings.ts"
import { importsOf, type Import } from "./imports.ts"
import type { Running } from "./running.ts"
import { nameOf } from "./syntax.ts"

/** What a source says by itself, whatever lies around it. Plain data, which `codeCache` keeps. */
export interface SourceFacts {
  readonly bindings: Bindings
  /** What it imports and reads, in the order of the source. */
  readonly imports: readonly Omit<Import, "literal">[]
  /** The names that it calls, each once. */
  readonly callees: readonly string[]
}

/** Reads what a source says by itself. */
export const sourceFactsOf = ({ nodes }: Running): SourceFacts => {
  const callees = new Set<string>()
  for (const { type, callee } of nodes) {
    const name = type === "CallExpression" || type === "NewExpression" ? nameOf(callee) : undefined
    if (name !== undefined) callees.add(name)
  }
  return {
    bindings: bindingsOf(nodes),
    imports: importsOf(nodes).map(({ specifier, names }) => ({ specifier, names })),
    callees: [...callees],
  }
}
