import { Effect } from "effect"
import type { Figure, LineFigure, SegmentationFigure } from "../../dsl/figure.ts"
import { changeText, type AppliedSetting } from "../../dsl/setting.ts"
import type { Table } from "../../dsl/table.ts"
import { studiesOf, type Target } from "../../dsl/target.ts"
import { drawCriticalDifference } from "../../reports/figures/criticalDifference.ts"
import { asTable, drawFactorLines } from "../../reports/figures/factorLines.ts"
import { drawPanels } from "../../reports/figures/panels.ts"
import { drawLosses } from "../../reports/figures/losses.ts"
import { drawReconstructions } from "../../reports/figures/reconstructions.ts"
import { drawSegmentations } from "../../reports/figures/segmentations.ts"
import { drawTargetVariance } from "../../reports/figures/targetVariance.ts"
import { drawTsne } from "../../reports/figures/tsne.ts"
import type { Report } from "../../reports/page.ts"
import { reportTable, type Draws } from "../../reports/report.ts"
import { summarize, type Fact } from "../../reports/summary.ts"
import type { Plan } from "../plan/planStudy.ts"
import { random } from "../random/random.ts"
import type { ArmOrigins } from "./armOrigins.ts"
import { drownedTermsOf } from "./drownedTerms.ts"
import { expertPlanes } from "./expertPlanes.ts"
import { failuresOf } from "./failures.ts"
import { historiesOf } from "./histories.ts"
import { measurementsOf } from "./measurements.ts"
import { metricDefinitionsOf } from "./metricDefinitions.ts"
import { recordsOf } from "./recordsOf.ts"
import { reconstructionSlices } from "./reconstructionSlices.ts"
import { segmentationCases } from "./segmentationCases.ts"
import { shownRegions } from "./shownRegions.ts"
import { tsneLayouts } from "./tsneLayouts.ts"
import { varianceLines } from "./varianceLines.ts"
import { workOf } from "./work.ts"
import { writtenValues } from "./writtenValues.ts"

/** The numbers of bootstraps: by seed and purpose, whoever draws the report. */
const draws: Draws = (seed, ...purpose) => {
  const stream = random(seed, ...purpose)
  return (bound) => stream.integer(bound)
}

const segmentationFigure = Effect.fnUntraced(function* (plan: Plan, figure: SegmentationFigure) {
  const { name, caption, study, task } = figure
  const regions = shownRegions(study.arms[0]?.experiment, task)
  const cases = yield* segmentationCases(plan, figure)
  return yield* Effect.fromResult(drawSegmentations({ name, caption, regions, cases }))
})

/** The numbers of a table, or of the table that lines are drawn from, with what was set for a quick try. */
export const tableOf = Effect.fnUntraced(function* (
  plan: Plan,
  target: Table | LineFigure,
  settings: readonly AppliedSetting[] = [],
) {
  const table = target.target === "table" ? target : asTable(target)
  const measurements = yield* measurementsOf(plan, target)
  const failures = yield* failuresOf(plan, target)
  const definitions = yield* metricDefinitionsOf([target])
  const report = yield* Effect.fromResult(
    reportTable(table, measurements, draws, definitions, failures),
  )
  return settings.length === 0 ? report : { ...report, tried: settings.map(changeText) }
})

const lineFigure = Effect.fnUntraced(function* (plan: Plan, figure: LineFigure) {
  const numbers = yield* tableOf(plan, figure)
  return yield* drawFactorLines(figure, numbers)
})

const drawnFigure = Effect.fnUntraced(function* (plan: Plan, figure: Figure) {
  const { name, caption } = figure
  switch (figure.kind) {
    case "losses":
      return yield* drawLosses({ name, caption, histories: yield* historiesOf(plan, figure) })
    case "reconstructions": {
      const slices = yield* reconstructionSlices(plan, figure)
      const expert = yield* expertPlanes(plan, figure)
      return yield* Effect.fromResult(drawReconstructions({ name, caption, slices, expert }))
    }
    case "segmentations":
      return yield* segmentationFigure(plan, figure)
    case "lines":
      return yield* lineFigure(plan, figure)
    case "criticalDifference":
      return yield* drawCriticalDifference(figure, yield* tableOf(plan, figure.table))
    case "targetVariance":
      return yield* drawTargetVariance(figure, yield* varianceLines(plan, figure))
    case "tsne":
      return yield* drawTsne(figure, yield* tsneLayouts(plan, figure))
  }
})

/** An experiment file as it was checked and planned. */
interface Reported {
  readonly name: string
  readonly targets: readonly Target[]
  readonly plan: Plan
  readonly settings: readonly AppliedSetting[]
  readonly origins: readonly ArmOrigins[]
}

/** A figure that cannot be drawn yet, and why. */
interface Undrawn {
  readonly figure: string
  readonly why: string
}

/**
 * The report of an experiment file from what its runs have left in the store: tables with missing
 * cells where runs are missing; figures that cannot be drawn yet are named. `pages` are those of stages in
 * MLflow, by key.
 */
export const reportOf = Effect.fn("reportOf")(function* (
  { name, targets, plan, settings, origins }: Reported,
  provenance: readonly Fact[],
  pages: ReadonlyMap<string, string> = new Map(),
) {
  const triedNotes = settings.map((setting) => `a quick try: ${changeText(setting)}`)
  const undrawn: Undrawn[] = []
  const tables: Report["tables"][number][] = []
  const figures: Report["figures"][number][] = []
  for (const target of targets)
    if (target.target === "table") tables.push(yield* tableOf(plan, target, settings))
    else
      yield* drawnFigure(plan, target).pipe(
        Effect.map(
          (figure) =>
            void figures.push({
              ...figure,
              ...(target.kind === "criticalDifference" || target.panelOf === undefined
                ? {}
                : { panelOf: target.panelOf }),
              notes: [...figure.notes, ...triedNotes],
            }),
        ),
        Effect.catchTag("ReportError", (error) =>
          Effect.sync(() => void undrawn.push({ figure: target.name, why: error.message })),
        ),
      )
  const panels = Map.groupBy(figures, ({ panelOf }) => panelOf)
  const [first] = targets
  const drowned = new Set(
    (yield* Effect.forEach(targets, (target) => drownedTermsOf(plan, target))).flat(),
  )
  const records = yield* recordsOf(plan)
  const warned = [
    ...new Set([...records.values()].flatMap(({ warnings = [] }) => warnings)),
  ].toSorted()
  const notes = [
    ...(triedNotes.length === 0 ? [] : [{ term: "Quick try", lines: triedNotes }]),
    ...(drowned.size === 0 ? [] : [{ term: "Losses", lines: [...drowned] }]),
    ...(warned.length === 0 ? [] : [{ term: "Warnings", lines: warned }]),
  ]
  const summary = first === undefined ? [] : studiesOf(first).flatMap(summarize)
  const values = writtenValues(origins)
  const work = yield* workOf(plan, records, pages)
  const whole = [...panels].flatMap(([of, parts]) =>
    of === undefined ? [] : [drawPanels(of, parts)],
  )
  const shown = { name, summary, tables, figures: [...figures, ...whole], notes }
  const report = {
    ...shown,
    provenance,
    values,
    work,
    stages: plan.stages.map(({ key, kind, arms, inputs }) => ({
      key,
      kind,
      arms,
      inputs: Object.values(inputs),
      isDone: records.has(key),
    })),
  } satisfies Report
  return { report, undrawn }
})
