import { execFileSync, spawnSync } from "node:child_process"
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import { planOfStages, stageNamed } from "./fixtures/stages.ts"
import { runs } from "./runs.ts"

const disk = mkdtempSync(join(tmpdir(), "ablate-disk-"))
const balloon = join(disk, "balloon")
const page = 4096
/** Only root may mount; elsewhere these tests are skipped. */
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "none", disk]).status === 0
afterAll(() => {
  if (isMounted) execFileSync("umount", ["--lazy", disk])
})

/** Takes all the room there is, but for so many pages. */
const fill = (left: number): void => {
  const file = openSync(balloon, "a")
  try {
    for (;;) writeSync(file, new Uint8Array(page))
  } catch {
    // Full.
  }
  closeSync(file)
  truncateSync(balloon, Math.max(0, statSync(balloon).size - left * page))
}

describe.skipIf(!isMounted)(
  "a disk that fills while stages are at work",
  { timeout: 120_000 },
  () => {
    const own = process.env["TMPDIR"]
    let lab: ReturnType<typeof runs>
    beforeEach(() => {
      process.env["TMPDIR"] = disk
      lab = runs()
    })
    afterEach(() => {
      lab.remove()
      rmSync(balloon, { force: true })
      if (own === undefined) delete process.env["TMPDIR"]
      else process.env["TMPDIR"] = own
    })

    const second = stageNamed("second", ["first"], { steps: 3, pause: 5 })
    const plan = planOfStages([stageNamed("first", []), second])
    const verified = Effect.gen(function* () {
      const { addresses, open, strays } = yield* Store
      const all = yield* addresses
      yield* Effect.forEach(all, open)
      return { count: all.length, strays: (yield* Effect.forEach(all, strays)).flat() }
    })

    it("before a run: it says so, and with room it ends", async () => {
      fill(0)
      await expect(lab.runPlan(plan)).rejects.toThrow("no space is left")
      rmSync(balloon)
      const { outcome } = await lab.runPlan(plan)
      expect(outcome.made).toHaveLength(2)
    })

    // Its checkpoint, its result, the list of its files, its record, the ledger: one page each.
    it.each([
      ["started", 0],
      ["started", 2],
      ["at its last step", 0],
      ["at its last step", 1],
      ["at its last step", 2],
      ["at its last step", 3],
      ["at its last step", 4],
    ] as const)(
      "when a stage is %s, but for %d pages: what is there is sound, and the next run ends",
      async (when, pages) => {
        await lab
          .runPlan(plan, {
            onEvent: (event) =>
              Effect.sync(() => {
                const isNow =
                  when === "started"
                    ? event.event === "stageStarted"
                    : event.event === "progress" && event.step === event.steps
                if (isNow && "stage" in event && event.stage.label === "second") fill(pages)
              }),
          })
          .then(
            ({ outcome: { failed } }) => {
              for (const { faults } of failed) expect(faults[0]?.what).not.toBe("")
            },
            // The run itself may have had to write.
            (error: unknown) => expect(String(error)).toContain("no space"),
          )
        rmSync(balloon, { force: true })
        const before = await lab.run(verified)
        expect(before.strays).toEqual([])
        const { outcome } = await lab.runPlan(plan)
        expect([outcome.failed, outcome.blocked]).toEqual([[], []])
        expect(outcome.made.map(({ label }) => label)).toEqual(before.count === 2 ? [] : ["second"])
        expect(lab.result(second)).toMatch(/^[0-9a-f]{64}$/)
        expect(readdirSync(lab.at("corrupt"))).toEqual([])
        expect(lab.leftovers()).toEqual([])
      },
    )
  },
)
