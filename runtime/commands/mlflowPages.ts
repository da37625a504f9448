import { basename } from "node:path"
import { Console, Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { runLinks } from "../tracking/links.ts"
import { trackingSettings } from "../tracking/settings.ts"
import { findFolder } from "./ownFolder.ts"
import type { Checked } from "./planned.ts"
import { Store } from "../store/store.ts"

/**
 * Pages of a file's arms and stages in MLflow, by their ids and keys; none where the environment names no
 * server. A server that is away is told.
 */
export const mlflowPages = Effect.fnUntraced(function* (made: Pick<Checked, "name" | "file">) {
  const settings = yield* trackingSettings(process.env)
  if (settings === null) return new Map<string, string>()
  const { root } = yield* Store
  const experiment = basename(yield* findFolder(root, "reports", made))
  return yield* runLinks(settings, experiment).pipe(
    Effect.catch((error) =>
      Effect.as(
        Console.error(`MLflow does not tell its runs: ${error.message}`),
        new Map<string, string>(),
      ),
    ),
  )
}, Effect.provide(FetchHttpClient.layer))
