import { dirname } from "node:path"
import { Clock, Console, Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import type { RunOutcome } from "../schedule/runPlan.ts"
import { readCommit } from "../store/commit.ts"
import { armsEnded, armsMeasured, filesSent, reportSent } from "../tracking/finalEvents.ts"
import { trackingSettings } from "../tracking/settings.ts"
import { armIds } from "../tracking/stageEvents.ts"
import { startTracker, type Tracker, silent } from "../tracking/tracker.ts"
import type { Planned } from "./planned.ts"
import type { WrittenReport } from "./writeReports.ts"

/** A tracker of a run where the environment names an MLflow server; else one that does nothing. */
export const trackerOf = Effect.fnUntraced(function* (
  { name, file, plan }: Planned,
  device: string,
) {
  const settings = yield* trackingSettings(process.env)
  if (settings === null) return silent
  return yield* startTracker({
    plan,
    settings,
    experiment: name,
    commit: yield* readCommit(dirname(file)),
    device,
    say: Console.error,
  })
})

/** Tells the tracker how a run ended, and the user what the server lacks; whether it has everything. */
export const finishTracking = Effect.fnUntraced(function* (
  tracker: Tracker,
  { name, plan }: { readonly name: string; readonly plan: Plan },
  { report, folder, files }: WrittenReport,
  { failed, blocked }: Pick<RunOutcome, "failed" | "blocked">,
) {
  const time = yield* Clock.currentTimeMillis
  const ids = armIds(plan)
  const broken = new Set([...failed, ...blocked].flatMap(({ stage }) => stage.arms))
  const { waiting, refused } = yield* tracker.finish([
    ...armsMeasured(report, ids, time),
    ...armsEnded(ids, broken, time),
    ...reportSent(name, ids, folder, filesSent(files, process.env), time),
  ])
  if (waiting > 0)
    yield* Console.error(
      `MLflow lacks ${waiting} events, which wait in the store: the next run sends them, or ablate track sync`,
    )
  if (refused.length > 0)
    yield* Console.error(
      `MLflow refused ${refused.length} times (above): once that is put right, ablate track sync sends it`,
    )
  return waiting === 0 && refused.length === 0
})
