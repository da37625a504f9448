import { Effect } from "effect"
import type { Objective } from "../../dsl/pretraining.ts"
import { namedArms, type Target } from "../../dsl/target.ts"
import { median } from "../metrics/median.ts"
import type { Plan } from "../plan/planStudy.ts"
import { readJson } from "../stages/files.ts"
import { encoderGradient, HistoryFile } from "../stages/history.ts"
import { pretrain } from "../stages/pretrain/record.ts"
import { artifactsOf, isOneOf } from "./artifacts.ts"

/** How many times larger a gradient must be for the other one to be lost in it. */
const drowningFactor = 100

type Rows = (typeof HistoryFile.Type)["rows"]

const digits = (value: number): string => String(Number(value.toPrecision(3)))

/** The fields of an objective that say how much a term weighs. */
const weighing = (objective: Objective): string =>
  Object.keys(objective)
    .filter((field) => field === "loss" || field === "lambda" || field.endsWith("Reduction"))
    .map((field) => `pretraining.${field}`)
    .join(", ")

/**
 * Says which terms of an objective's loss have a gradient at the encoder that is a hundredth of that of the
 * strongest term, or less, by the medians over the logged steps of a pre-training's runs; null where none.
 */
export const drownedTerms = (objective: Objective, runs: readonly Rows[]): string | null => {
  const rows = runs.flat()
  const names = new Set(rows.flatMap(({ terms }) => Object.keys(terms)))
  const norms = [...names]
    .filter((name) => name.startsWith(encoderGradient))
    .map((name) => ({
      term: name.slice(encoderGradient.length),
      norm: median(rows.flatMap(({ terms }) => terms[name] ?? [])),
    }))
    .toSorted((a, b) => b.norm - a.norm)
  const steps = rows.filter(({ terms }) =>
    Object.keys(terms).some((name) => name.startsWith(encoderGradient)),
  ).length
  const [strongest] = norms
  if (strongest === undefined) return null
  const lost = norms.filter(
    ({ norm }) => norm < strongest.norm && drowningFactor * norm <= strongest.norm,
  )
  if (lost.length === 0) return null
  const terms = lost.map(({ term }) => term).join(" and ")
  const listed = [strongest, ...lost].map(({ term, norm }) => `${term} ${digits(norm)}`)
  return `in the loss of ${objective.kind} ${strongest.term} drowns ${terms}: the norms of their gradients at the encoder are ${listed.join(", ")}, medians of ${steps} logged steps; weigh them anew (${weighing(objective)})`
}

/** What a reader must know of the losses of a target's pre-trainings: terms that do nothing beside others. */
export const drownedTermsOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const found = yield* artifactsOf(plan, target, isOneOf(pretrain))
  const runs = yield* Effect.forEach(found, ({ arm, folder }) =>
    readJson(folder, "history.json", HistoryFile).pipe(Effect.map(({ rows }) => ({ arm, rows }))),
  )
  const notes = [...namedArms([target])].flatMap(([name, { experiment }]) => {
    const own = runs.filter(({ arm }) => arm === name).map(({ rows }) => rows)
    const text = drownedTerms(experiment.pretraining, own)
    return text === null ? [] : [{ arm: name, text }]
  })
  return [...Map.groupBy(notes, ({ text }) => text)].map(
    ([text, group]) => `${group.map(({ arm }) => arm).join("; ")}: ${text}`,
  )
})
