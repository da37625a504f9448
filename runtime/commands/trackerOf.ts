import { Clock, Console, Effect } from "effect"
import type { Report } from "../../reports/page.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { RunOutcome } from "../schedule/runPlan.ts"
import { readCommit } from "../store/commit.ts"
import { armsEnded, armsMeasured, reportSent } from "../tracking/finalEvents.ts"
import { trackingSettings } from "../tracking/settings.ts"
import { startTracker, type Tracker } from "../tracking/tracker.ts"
import type { WrittenReport } from "./writeReports.ts"

const silent: Tracker = { onEvent: () => Effect.void, finish: () => Effect.succeed(0) }

/** A tracker of a run where the environment names an MLflow server; else one that does nothing. */
export const trackerOf = Effect.fnUntraced(function* (name: string, plan: Plan, device: string) {
  const settings = yield* trackingSettings(process.env)
  if (settings === null) return silent
  return yield* startTracker({
    plan,
    settings,
    experiment: name,
    commit: yield* readCommit(process.cwd()),
    device,
    say: Console.error,
  })
})

const armsOf = (report: Report): ReadonlySet<string> =>
  new Set(report.tables.flatMap(({ rows }) => rows.map(({ arm }) => arm)))

/** Tells the tracker how a run ended, and the user what the server lacks. */
export const finishTracking = Effect.fnUntraced(function* (
  tracker: Tracker,
  name: string,
  { report, folder, files }: WrittenReport,
  { failed, blocked }: Pick<RunOutcome, "failed" | "blocked">,
) {
  const time = yield* Clock.currentTimeMillis
  const broken = new Set([...failed, ...blocked].flatMap(({ stage }) => stage.arms))
  const waiting = yield* tracker.finish([
    ...armsMeasured(report, time),
    ...armsEnded(armsOf(report), broken, time),
    ...reportSent(name, folder, files, time),
  ])
  if (waiting > 0)
    yield* Console.error(
      `MLflow lacks ${waiting} events, which wait in the store: the next run sends them, or ablate track sync`,
    )
})
