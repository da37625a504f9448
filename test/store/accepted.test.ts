import { appendFileSync, existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import type { Acceptance } from "../../runtime/store/accepted.ts"
import { planOfStages, stageNamed } from "../schedule/fixtures/stages.ts"
import { labels, runs } from "../schedule/runs.ts"

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

const [old, fresh] = [stageNamed("old", []), stageNamed("fresh", [])]

const acceptance: Acceptance = {
  kind: fresh.kind,
  key: fresh.key,
  label: fresh.label,
  of: old.key,
  code: { stage: "b" },
  codeOfArtifact: { stage: "a" },
  commit: "0".repeat(40),
  dirty: true,
  accepted: "2026-01-01T00:00:00.000Z",
  host: "here",
}

/** A store in which an old result stands for a fresh stage. */
const accepted = async () => {
  await lab.runPlan(planOfStages([old]))
  await lab.run(Effect.flatMap(Store, (store) => store.accept(acceptance)))
}

describe("an accepted result", () => {
  it("is taken as done by later runs, with the old artifact's files and record", async () => {
    await accepted()
    const after = stageNamed("after", ["fresh"], { trace: lab.trace })
    const { outcome } = await lab.runPlan(planOfStages([fresh, after]))
    expect(labels(outcome.made)).toEqual(["after"])
    await lab.run(
      Effect.gen(function* () {
        const store = yield* Store
        expect(yield* store.has(fresh)).toBe(true)
        expect(yield* store.open(fresh)).toBe(yield* store.open(old))
        expect((yield* store.record(fresh)).key).toBe(old.key)
        expect(store.accepted.get(fresh.key)).toEqual(acceptance)
        // It is no artifact of its own.
        expect((yield* store.addresses).map(({ key }) => key)).not.toContain(fresh.key)
      }),
    )
  })

  it("that turns out corrupt is set aside, and the stage made by its own code", async () => {
    await accepted()
    appendFileSync(lab.at("artifacts", old.kind, old.key, "result.txt"), "!")
    await lab.run(Effect.flatMap(Store, (store) => store.setAside(fresh)))
    expect(readdirSync(lab.at("corrupt"))).toEqual([`embed-${old.key}-1`])
    const { outcome } = await lab.runPlan(planOfStages([fresh]))
    expect(labels(outcome.made)).toEqual(["fresh"])
    expect(existsSync(join(lab.root, "accepted", `${fresh.key}.json`))).toBe(false)
  })

  it("goes with its artifact when that is removed", async () => {
    await accepted()
    await lab.run(
      Effect.gen(function* () {
        const store = yield* Store
        yield* store.remove(old)
        expect(yield* store.has(fresh)).toBe(false)
        expect(Result.isFailure(yield* Effect.result(store.open(fresh)))).toBe(true)
      }),
    )
    expect(readdirSync(lab.at("accepted"))).toEqual([])
  })
})
