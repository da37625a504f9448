import type { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { listed } from "../../dsl/listed.ts"
import { positionOf, type Source } from "./source.ts"

/** A fault, where it lies, and the arm that has it. */
export interface Found {
  readonly fault: Fault
  readonly node: ts.Node | undefined
  readonly arm: string | undefined
}

/** Each fault once, with the arms that it concerns where these are not all. */
export const once = (source: Source, found: readonly Found[], arms: number): readonly Fault[] => {
  const groups = Map.groupBy(found, ({ fault: { what }, node }) => {
    const where = node === undefined ? "" : `${node.getSourceFile().fileName} ${node.getStart()}`
    return `${what}\n${where}`
  })
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const names = [...new Set(group.flatMap(({ arm }) => arm ?? []))]
    const place = first.node === undefined ? { file: source.file } : positionOf(first.node)
    const about = names.length === 0 || names.length === arms ? "" : ` (arms: ${listed(names)})`
    return [
      fault({
        ...first.fault,
        what: `${first.fault.what}${about}`,
        // A part that has thrown is told at its own line.
        where: {
          ...(first.fault.where.line === undefined
            ? { ...first.fault.where, ...place }
            : first.fault.where),
        },
      }),
    ]
  })
}
