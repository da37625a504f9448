import { relative } from "node:path"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { RuleFault } from "../../dsl/ruleFault.ts"
import type { Here } from "./follow.ts"
import { positionOf } from "./source.ts"

/** One of the fields that a fault is of, and where it is written. */
interface Written {
  readonly field: string
  readonly here: Here | undefined
}

const covers = (path: string, field: string): boolean => `${field}.`.startsWith(`${path}.`)

/**
 * Of the fields that a fault is of, those that one of some paths sets: the very field where there is one, a part
 * of the fault's own field, or a whole that has the field in it.
 */
const setAmong = (
  [own = "", ...others]: readonly string[],
  paths: readonly string[],
): readonly string[] => {
  const fields = [own, ...others]
  const exact = fields.filter((field) => paths.includes(field))
  if (exact.length > 0) return exact
  const parts = paths.filter((path) => covers(own, path))
  return parts.length > 0
    ? parts
    : fields.filter((field) => paths.some((path) => covers(path, field)))
}

const isOwn = ({ here }: Written): boolean => here !== undefined && here.isShort !== true

/** The one that is written last, where all are written in one file; else the first. */
const latest = (written: readonly Written[]): Written | undefined => {
  const nodes = written.flatMap(({ here }) => here?.node ?? [])
  const files = new Set(nodes.map((node) => node.getSourceFile()))
  return files.size === 1
    ? written.toSorted((a, b) => (b.here?.node.getStart() ?? 0) - (a.here?.node.getStart() ?? 0))[0]
    : written[0]
}

const textOf = ({ field, here }: Written): readonly string[] => {
  if (here === undefined) return []
  const { file, line, column } = positionOf(here.node)
  const near = relative(process.cwd(), file)
  return [`${field} is written at ${near.startsWith("..") ? file : near}:${line}:${column}`]
}

/** How an experiment came to be. */
interface Made {
  readonly experiment: Experiment
  /** The paths that the command line, a scale and the factors set, in this order. */
  readonly set: readonly (readonly string[])[]
  /** Where a field is written. */
  readonly found: (field: string) => Here | undefined
}

/**
 * A fault at that of its fields which the author most likely set: on the command line, at a scale, in a factor;
 * else, of its own field and the next one, what is written and no default, the later of both. The other is named
 * with its place.
 */
export const placedAmong = (
  each: RuleFault,
  { experiment, set, found }: Made,
): { readonly fault: Fault; readonly node: Here["node"] | undefined } => {
  const { beside = [], where } = each
  const own = where.field ?? "name"
  if (beside.length === 0) return { fault: each, node: found(own)?.node }
  const fields = [own, ...beside.filter((field) => valueAt(experiment, field) !== undefined)]
  const writtenAt = (field: string): Written => ({ field, here: found(field) })
  const likely = (
    set.map((paths) => setAmong(fields, paths)).find((some) => some.length > 0) ??
    fields.slice(0, 2)
  ).map(writtenAt)
  const ownValues = likely.filter(isOwn)
  const chosen = latest(ownValues.length > 0 ? ownValues : likely)
  if (chosen === undefined) return { fault: each, node: undefined }
  const others = fields
    .slice(0, 2)
    .filter((field) => !covers(field, chosen.field) && !covers(chosen.field, field))
    .map(writtenAt)
    .filter((other) => isOwn(other) && other.here?.node !== chosen.here?.node)
  return {
    fault: fault({
      ...each,
      where: { ...where, field: chosen.field },
      hint: [each.hint ?? [], ...others.flatMap(textOf)].flat().join("; ") || undefined,
    }),
    node: chosen.here?.node,
  }
}
