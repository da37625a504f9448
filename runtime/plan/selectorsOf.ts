import type { Plan } from "./planStudy.ts"
import { usesOf, type Use } from "./selectStages.ts"

const group = <A>(items: readonly A[], by: (item: A) => string): readonly (readonly A[])[] => [
  ...Map.groupBy(items, by).values(),
]

/** Uses that differ in one dimension alone, put together: a choice of values in each. */
type Choice = Readonly<Record<keyof Use, readonly string[]>>

const choiceOf = (use: Use): Choice => ({
  key: [use.key],
  kind: [use.kind],
  arm: [use.arm],
  seed: [use.seed],
  fold: [use.fold],
  task: [use.task],
  subject: [use.subject],
})

const merged = (
  choices: readonly Choice[],
  dimension: "seed" | "fold" | "arm" | "task",
): Choice[] =>
  group(choices, (choice) => JSON.stringify({ ...choice, key: [], [dimension]: [] })).flatMap(
    (same) => {
      const [first] = same
      if (first === undefined) return []
      const of = (name: "key" | typeof dimension) => same.flatMap((choice) => choice[name])
      return [{ ...first, key: of("key"), [dimension]: of(dimension) }]
    },
  )

const dimensions = ["kind", "arm", "seed", "fold", "task"] as const

const textOf = (choice: Choice, hasSubjects: boolean): string =>
  [...dimensions, ...(hasSubjects ? (["subject"] as const) : [])]
    .flatMap((dimension) =>
      choice[dimension].filter((value) => value !== "").map((value) => `${dimension}=${value}`),
    )
    .join(",")

/**
 * Selectors that together name some stages of a plan and what needs of them lack, and nothing else:
 * values of `--only` that stay right when a field is corrected, as keys would not. Only stages that no
 * other one given needs are named: the rest comes along.
 */
export const selectorsOf = (plan: Plan, keys: ReadonlySet<string>): readonly string[] => {
  const needed = new Set(
    plan.stages.filter(({ key }) => keys.has(key)).flatMap(({ inputs }) => Object.values(inputs)),
  )
  const firstUses = new Map(
    usesOf(plan)
      .filter(({ key }) => keys.has(key) && !needed.has(key))
      .toReversed()
      .map((use) => [use.key, use]),
  )
  const hasSubjects = new Set(plan.runs.map(({ subject }) => subject)).size > 1
  const choices = [...firstUses.values()].toReversed().map(choiceOf)
  return merged(merged(merged(merged(choices, "seed"), "fold"), "arm"), "task").map((choice) =>
    textOf(choice, hasSubjects),
  )
}
