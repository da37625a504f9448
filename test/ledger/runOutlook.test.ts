import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { outlookLine, readOutlooks, tellOutlook } from "../../runtime/ledger/runOutlook.ts"
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

it("a run whose clock is off is shown, with the time left that it told", async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, "outlook"))
  const hours = 60 * 60_000
  const now = Date.now()
  const told = (name: string, away: number, process: ReturnType<typeof ownIdentity>) =>
    writeFileSync(
      join(root, "outlook", `${name}.json`),
      JSON.stringify({
        ...Effect.runSync(look),
        name,
        host: process.host,
        process,
        written: now + away,
      }),
    )
  const elsewhere = { host: "nodeB", pid: 1, boot: "another" }
  told("behind here", -3 * hours, ownIdentity())
  told("ahead there", 2 * 60_000, elsewhere)
  told("gone there", -3 * hours, elsewhere)
  const found = await Effect.runPromise(readOutlooks(root).pipe(Effect.provide(NodeServices.layer)))
  const lines = found.map((run) => outlookLine(run, now)).toSorted()
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain(
    "run of ahead there on nodeB: 1 of 3 stages, about 5 s left of 9 s, as",
  )
  expect(lines[1]).toContain("run of behind here")
})
