import { closest } from "../../../dsl/closest.ts"
import { excludedBy, type Exclude } from "../../../dsl/dataset.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { canonical } from "../formats/csv/csv.ts"

/** Ids that a data set leaves out, in Unicode's composed form. */
export const excludedIds = ({ exclude }: { readonly exclude?: Exclude }): ReadonlySet<string> =>
  new Set([...excludedBy(exclude).keys()].map(canonical))

/** Whether a subject is left out. */
export const isExcluded = (excluded: ReadonlySet<string>, id: string): boolean =>
  excluded.has(canonical(id))

/** Ids that are to be left out and that nobody has. */
export const unknownExcluded = (
  excluded: ReadonlySet<string>,
  ids: readonly string[],
): readonly Fault[] => {
  const known = new Set(ids.map(canonical))
  return [...excluded]
    .filter((id) => !known.has(id))
    .map((id) => {
      const near = closest(id, ids)
      return fault({
        what: `exclude names ${id}, and there is no such subject`,
        where: { field: "dataset.exclude" },
        expected: `ids such as ${ids.slice(0, 2).join(", ")}`,
        ...(near === undefined ? {} : { hint: `Is it ${near}?` }),
      })
    })
}
