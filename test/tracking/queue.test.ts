import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { ownIdentity } from "../../runtime/processes/identity.ts"
import { nameOfIdentity } from "../../runtime/processes/identityName.ts"
import { openQueue, pendingQueues } from "../../runtime/tracking/queue.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

const destination = { uri: "http://localhost:1", experiment: "study" }

it("a queue is closed where its process has ended, not where its number is in use again", async () => {
  const folder = temporaryFolder()
  const own = ownIdentity()
  const { started } = own
  const { pid } = spawnSync(process.execPath, ["--version"])
  const writers: Readonly<Record<string, string>> = {
    "1-gone": nameOfIdentity({ ...own, pid }),
    // An earlier process of this number: what a number alone took for alive.
    ...(started === undefined
      ? {}
      : { "2-again": nameOfIdentity({ ...own, started: started - 1 }) }),
    "3-own": nameOfIdentity(own),
    "4-container": nameOfIdentity({ ...own, pid, namespace: "pid:[1]" }),
    "5-elsewhere": nameOfIdentity({ ...own, pid, host: "another.host" }),
    "6-earlier": `${pid}.${hostname()}`,
  }
  for (const [name, writer] of Object.entries(writers))
    writeFileSync(join(folder, `${name}.${writer}.jsonl`), `${JSON.stringify(destination)}\n`)
  const found = await Effect.runPromise(
    Effect.gen(function* () {
      yield* openQueue(folder, destination)
      return yield* pendingQueues(folder, destination)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
  )
  const closed = found.filter(({ isClosed }) => isClosed).map(({ file }) => file)
  expect(found).toHaveLength(Object.keys(writers).length + 1)
  expect(closed.map((file) => file.slice(folder.length + 1).split(".")[0])).toEqual(
    Object.keys(writers).filter((name) => ["1-gone", "2-again", "6-earlier"].includes(name)),
  )
})
