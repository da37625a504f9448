import { join } from "node:path"
import { Effect } from "effect"
import { parseColumn } from "../../dsl/column.ts"
import { fault } from "../../dsl/fault.ts"
import { readingOf } from "../../dsl/metric.ts"
import { populationOf } from "../../dsl/populations.ts"
import { scoresOf, type ServerScores } from "../../dsl/serverScores.ts"
import { namedArms, type Target } from "../../dsl/target.ts"
import type { MaskTask } from "../../dsl/task.ts"
import type { Failure, Measurement } from "../../reports/measurement.ts"
import { readServerScores } from "../data/cohort/serverScores.ts"
import { fileError } from "../data/faults/datasetError.ts"
import { expandPath } from "../files/environment.ts"
import type { Plan } from "../plan/planStudy.ts"
import { predict } from "../stages/predict/record.ts"
import { namesIn } from "../store/names.ts"
import { Store } from "../store/store.ts"
import { artifactsOf, isOneOf, runOf, type Found } from "./artifacts.ts"
import { metricDefinitionsOf } from "./metricDefinitions.ts"

/** What of the key of predictions stands in the name of the file of their scores. */
export const scoresKey = (key: string): string => key.slice(0, 12)

/** Names of tables in the folder of a server's scores; none where there is no such folder yet. */
export const scoreFiles = Effect.fnUntraced(function* ({ folder }: Pick<ServerScores, "folder">) {
  const place = expandPath(folder, process.env)
  const names =
    place === undefined ? [] : yield* namesIn(place).pipe(Effect.orElseSucceed(() => []))
  return names
    .filter((name) => name.toLowerCase().endsWith(".csv"))
    .map((name) => ({ name, file: join(place ?? "", name) }))
})

/** Columns of a task whose numbers are shares. */
export const sharesOf = Effect.fnUntraced(function* (
  { metrics }: MaskTask,
  { columns }: ServerScores,
  target: Target,
) {
  const definitions = yield* metricDefinitionsOf([target])
  return new Set(
    Object.keys(columns).filter((name) =>
      metrics.some(
        (metric) =>
          name.startsWith(`${metric.kind}.`) && readingOf(metric, definitions)?.unit === "%",
      ),
    ),
  )
})

/** The table of scores of some predictions: the one that has their key, or that of those they stand for. */
const fileOf = Effect.fnUntraced(function* (scores: ServerScores, { stage }: Found) {
  const store = yield* Store
  const made = yield* store.record(stage)
  const keys = [stage.key, made.key].map(scoresKey)
  const found = (yield* scoreFiles(scores)).filter(({ name }) =>
    keys.some((key) => name.includes(key)),
  )
  const [first, second] = found
  if (first === undefined || second === undefined) return first
  return yield* fileError(
    second.file,
    fault({
      what: `${found.length} files hold the scores of ${stage.label}: ${found.map(({ name }) => name).join(", ")}`,
      expected: "one file with its key in the name",
      hint: "remove those that do not count",
    }),
  )
})

/** What servers have scored of the runs of a target, and which predictions still wait for that. */
export const serverScoresOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const arms = namedArms([target])
  const measured: Measurement[] = []
  const waiting: Failure[] = []
  for (const found of yield* artifactsOf(plan, target, isOneOf(predict))) {
    const experiment = arms.get(found.arm)?.experiment
    const task = experiment?.tasks[found.task]
    const scores = scoresOf(task)
    if (experiment === undefined || task?.of !== "masks" || scores === null) continue
    const { arm, seed, stage } = found
    const file = yield* fileOf(scores, found)
    if (file === undefined) {
      const why = `${scores.server} has not scored it: no CSV with ${scoresKey(stage.key)} in its name in ${scores.folder}`
      waiting.push({ state: "unscored", arm, seed, task: found.task, stage: stage.label, why })
      continue
    }
    const subjects = (yield* namesIn(join(found.folder, "predictions")))
      .filter((name) => name.endsWith(".npy"))
      .map((name) => name.slice(0, -".npy".length))
    const shares = yield* sharesOf(task, scores, target)
    const { sha256, values } = yield* readServerScores(file.file, scores, subjects, shares)
    const run = { ...runOf(found), scores: { server: scores.server, file: file.name, sha256 } }
    for (const [name, numbers] of values) {
      const column = parseColumn(`${found.task}.${name}`)
      const metric = task.metrics.find(({ kind }) => kind === column.metric) ?? null
      const population = populationOf(experiment.dataset)
      measured.push({ arm, seed, column, metric, run, population, subjects, values: numbers })
    }
  }
  return { measured, waiting }
})
