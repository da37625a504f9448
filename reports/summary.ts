import { excludedBy } from "../dsl/dataset.ts"
import { isRecord } from "../dsl/plain.ts"
import type { Study } from "../dsl/study.ts"

/** A term and what is to be said of it, a line each. */
export interface Fact {
  readonly term: string
  readonly lines: readonly string[]
}

/** The field that names what has no family, such as a preprocessing step. */
const names: ReadonlySet<string> = new Set(["kind"])

/** Fields that name a component, where its files lie, and what has a line of its own. */
const hidden: ReadonlySet<string> = new Set(["family", "kind", "implementation", "of", "root"])

const fieldsText = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .filter(([key]) => !("family" in record ? hidden : names).has(key))
    .map(([key, value]) =>
      key === "convention" && isRecord(value) ? fieldsText(value) : `${key} ${valueText(value)}`,
    )
    .join(", ")

/** Plain data as a reader writes it: `adam (lr 0.0003, warmup 300)`. */
const valueText = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueText).join(" + ")
  if (typeof value === "string") return value
  if (!isRecord(value)) return value === null ? "none" : JSON.stringify(value)
  const fields = fieldsText(value)
  const name = value["kind"]
  if (typeof name !== "string") return `(${fields})`
  return fields === "" ? name : `${name} (${fields})`
}

/** What the arms have in one place: one line when all agree, else a line for each variant. */
const variants = (
  term: string,
  arms: readonly { readonly arm: string; readonly value: unknown }[],
): Fact => {
  const groups = [...Map.groupBy(arms, ({ value }) => valueText(value))]
  return {
    term,
    lines: groups.map(([text, group]) =>
      groups.length === 1 ? text : `${group.map(({ arm }) => arm).join("; ")}: ${text}`,
    ),
  }
}

/** Subjects that the data sets of a study leave out, with the reasons given. */
const leftOut = ({ arms }: Study): readonly Fact[] => {
  const lines = arms.flatMap(({ experiment: { dataset } }) =>
    [...excludedBy(dataset.exclude)].map(([id, reason]) =>
      reason === "" ? id : `${id}: ${reason}`,
    ),
  )
  return lines.length === 0 ? [] : [{ term: "Left out", lines: [...new Set(lines)] }]
}

/** What a study's experiments are, field by field, with what sets its arms apart. */
export const summarize = (study: Study): readonly Fact[] => {
  const of = (term: string, pick: (experiment: Study["arms"][number]["experiment"]) => unknown) =>
    variants(
      term,
      study.arms.map(({ name, experiment }) => ({ arm: name, value: pick(experiment) })),
    )
  const tasks = [...new Set(study.arms.flatMap(({ experiment }) => Object.keys(experiment.tasks)))]
  return [
    { term: "Arms", lines: [study.arms.map(({ name }) => name).join("; ")] },
    of("Seeds", ({ seeds }) => seeds.join(", ")),
    of("Data set", ({ dataset }) => dataset),
    ...leftOut(study),
    of("Encoder", ({ encoder }) => encoder),
    of("Pre-training", ({ pretraining }) => pretraining),
    ...tasks.map((task) => of(`Task ${task}`, ({ tasks: all }) => all[task] ?? null)),
  ]
}
