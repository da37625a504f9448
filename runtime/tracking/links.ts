import { Effect } from "effect"
import { mlflowClient } from "./client.ts"
import type { TrackingSettings } from "./settings.ts"
import { idTag } from "./server.ts"

/** Addresses of an experiment's runs in MLflow's pages, by `ablate.id`: an arm's id or a stage's key. */
export const runLinks = Effect.fn("runLinks")(function* (
  settings: TrackingSettings,
  experiment: string,
) {
  const { existing, runs } = yield* mlflowClient(settings)
  const id = yield* existing(settings.experiment ?? experiment)
  const found = id === null ? [] : yield* runs(id)
  return new Map(
    found.flatMap(({ info, data }) =>
      (data?.tags ?? []).flatMap(({ key, value }) =>
        key === idTag
          ? [[value, `${settings.uri}/#/experiments/${id}/runs/${info.run_id}`] as const]
          : [],
      ),
    ),
  )
})
