import { Result } from "effect"
import { suggestion } from "../../dsl/closest.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"
import { taskOf } from "./armStages.ts"
import type { Plan } from "./planStudy.ts"
import { stagesByKey } from "./stagesByKey.ts"

const dimensions = ["kind", "arm", "seed", "fold", "task", "subject"] as const
type Dimension = (typeof dimensions)[number]

interface Term {
  readonly dimension: Dimension
  readonly value: string
}

/** One stage as one run uses it. */
export interface Use extends Readonly<Record<Dimension, string>> {
  readonly key: string
}

/** Every use of every stage, in the order of the runs. */
export const usesOf = (plan: Plan): readonly Use[] => {
  const kinds = new Map(plan.stages.map((stage) => [stage.key, stage.kind]))
  return plan.runs.flatMap(({ arm, seed, fold, subject, stages }) =>
    Object.entries(stages).flatMap(([role, key]): readonly Use[] => {
      const kind = kinds.get(key)
      return kind === undefined
        ? []
        : [
            {
              key,
              kind,
              arm,
              seed: String(seed),
              fold: fold === null ? "" : String(fold),
              task: taskOf(role),
              subject,
            },
          ]
    }),
  )
}

const valuesOf = (uses: readonly Use[], dimension: Dimension): readonly string[] => [
  ...new Set(uses.map((use) => use[dimension]).filter((value) => value !== "")),
]

/** Words for the dimensions: what a plan is made for is a table or a figure. */
const wordsOf = (dimension: Dimension): readonly string[] =>
  dimension === "subject" ? ["subject", "table", "figure"] : [dimension]

/** Every way to write a term: `arm=MAE`, or `MAE` where no other dimension has that value first. */
const termsOf = (uses: readonly Use[]): ReadonlyMap<string, Term> => {
  const terms = dimensions.flatMap((dimension) =>
    valuesOf(uses, dimension).map((value): Term => ({ dimension, value })),
  )
  return new Map([
    ...terms.toReversed().map((term) => [term.value, term] as const),
    ...terms.flatMap((term) =>
      wordsOf(term.dimension).map((word) => [`${word}=${term.value}`, term] as const),
    ),
  ])
}

interface Parsed {
  readonly terms: readonly Term[]
  readonly unknown: readonly string[]
}

/** Splits at commas, taking the longest piece that is known: names of arms may hold commas. */
const parse = (pieces: readonly string[], known: ReadonlyMap<string, Term>): Parsed => {
  const [first, ...rest] = pieces
  if (first === undefined) return { terms: [], unknown: [] }
  const length = pieces
    .map((_, index) => pieces.length - index)
    .find((count) => known.has(pieces.slice(0, count).join(",").trim()))
  const term = known.get(
    pieces
      .slice(0, length ?? 0)
      .join(",")
      .trim(),
  )
  if (length === undefined || term === undefined) {
    const { terms, unknown } = parse(rest, known)
    return { terms, unknown: [first.trim(), ...unknown] }
  }
  const { terms, unknown } = parse(pieces.slice(length), known)
  return { terms: [term, ...terms], unknown }
}

const unknownTerm = (word: string, uses: readonly Use[]): Fault => {
  const lists = dimensions
    .map((dimension) => `${dimension}: ${valuesOf(uses, dimension).join(" | ")}`)
    .filter((line) => !line.endsWith(": "))
  const [head, value] = word.split("=")
  const named = dimensions.find((dimension) => wordsOf(dimension).includes(head ?? ""))
  const candidates =
    named === undefined || value === undefined
      ? dimensions.flatMap((dimension) => valuesOf(uses, dimension))
      : valuesOf(uses, named)
  return fault({
    what: `the selector "${word}" names nothing in this plan`,
    where: {},
    expected: lists.join("; "),
    hint: suggestion(value ?? word, [...new Set(candidates)]),
  })
}

/**
 * The part of a plan that a selector names, and what that needs. A selector is a list of terms:
 * `pretrain`, `arm=MAE`, `MAE,seed=0`, `kind=finetune,seed=0,seed=1`. Terms of one dimension (kind,
 * arm, seed, fold, task, table or figure) widen the choice, terms of several narrow it.
 */
export const selectStages = (plan: Plan, selector: string): Result.Result<Plan, Faulty> => {
  const uses = usesOf(plan)
  const { terms, unknown } = parse(selector.split(","), termsOf(uses))
  if (unknown.length > 0)
    return Result.fail(new Faulty({ faults: unknown.map((word) => unknownTerm(word, uses)) }))
  const allows = (use: Use): boolean =>
    dimensions.every((dimension) => {
      const values = terms.filter((term) => term.dimension === dimension).map((term) => term.value)
      return values.length === 0 || values.includes(use[dimension])
    })
  const wanted = new Set(uses.filter(allows).map((use) => use.key))
  if (wanted.size === 0)
    return Result.fail(
      refusal({
        what: `no stage of this plan is all of "${selector}"`,
        where: {},
        hint: "leave out a term; `ablate plan` lists the stages of every arm",
      }),
    )
  const byKey = stagesByKey(plan)
  const kept = new Set<string>()
  const keep = (key: string): void => {
    if (kept.has(key)) return
    kept.add(key)
    Object.values(byKey.get(key)?.inputs ?? {}).forEach(keep)
  }
  wanted.forEach(keep)
  return Result.succeed({
    ...plan,
    stages: plan.stages.filter((stage) => kept.has(stage.key)),
    wanted: [...wanted],
  })
}

/** The part of a plan that any of some selectors names, and what that needs; all of it without one. */
export const selectAny = (
  plan: Plan,
  selectors: readonly string[],
): Result.Result<Plan, Faulty> => {
  if (selectors.length === 0) return Result.succeed(plan)
  return Result.map(Result.all(selectors.map((one) => selectStages(plan, one))), (parts) => {
    const kept = new Set(parts.flatMap(({ stages }) => stages.map(({ key }) => key)))
    return {
      ...plan,
      stages: plan.stages.filter(({ key }) => kept.has(key)),
      wanted: [...new Set(parts.flatMap(({ wanted }) => wanted))],
    }
  })
}
