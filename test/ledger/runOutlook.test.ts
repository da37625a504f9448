import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { readOutlooks, tellOutlook } from "../../runtime/ledger/runOutlook.ts"
import { ownIdentity } from "../../runtime/processes/identity.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

const look = Effect.succeed({
  name: "study",
  stages: 3,
  done: 1,
  left: 5,
  total: 9,
  isWhole: true,
})

const { started } = ownIdentity()

it.skipIf(started === undefined)(
  "what a killed run told is not shown, also where its number is in use again",
  async () => {
    const root = temporaryFolder()
    const folder = join(root, "outlook")
    await Effect.runPromise(
      Effect.gen(function* () {
        yield* tellOutlook(root, look)
        while ((yield* readOutlooks(root)).length === 0) yield* Effect.sleep(10)
        const [told] = yield* readOutlooks(root)
        expect(told).toMatchObject({ name: "study", done: 1, process: { pid: process.pid } })
        const [name = ""] = readdirSync(folder)
        const text = readFileSync(join(folder, name), "utf8")
        writeFileSync(
          join(folder, "killed.json"),
          text.replace(`"started":${started}`, `"started":${Number(started) - 1}`),
        )
        expect(yield* readOutlooks(root)).toEqual([told])
        // The next run clears it away.
        yield* Effect.scoped(tellOutlook(root, look))
        expect(readdirSync(folder)).not.toContain("killed.json")
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    )
  },
)
