// A runner with one stage: node runner.ts ROOT PAUSE [START] takes the lease once a file is there, and
// seals after a pause (ms). It says what comes of it.
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"
import { Store } from "../../../runtime/store/store.ts"
import { address, provenance } from "./artifact.ts"
import { quick } from "./quick.ts"

const [root = "", pause = "0", start = root] = process.argv.slice(2)

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const { lease, begin, seal } = yield* Store
      yield* Console.log("ready")
      while (!existsSync(start));
      if ((yield* lease(address)) === null) return yield* Console.log("none")
      const draft = yield* begin(address)
      writeFileSync(join(draft.folder, "model"), String(process.pid))
      // Who hears it may stop the process, and the draft is then taken away.
      yield* Console.log("held")
      yield* Effect.sleep(Number(pause))
      yield* seal(draft, provenance).pipe(
        Effect.andThen(Console.log("sealed")),
        Effect.catchTag("DraftLost", () => Console.log("lost")),
      )
    }),
  ).pipe(
    Effect.provide(
      Store.layer(root, { times: quick }).pipe(Layer.provideMerge(NodeServices.layer)),
    ),
  ),
)
