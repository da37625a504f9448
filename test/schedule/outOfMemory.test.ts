import { existsSync, readFileSync } from "node:fs"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import { planOfStages, stageNamed, trainingNamed } from "./fixtures/stages.ts"
import { labels, runs, workerCommand } from "./runs.ts"

const isLinux = existsSync("/proc/self/status")
const megabytes = 1e6
// A worker of the fixtures maps 0.57 GB that it does not use, and 0.8 GB are allowed for: limits are
// 0.25 GB wider than they say.

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

const ledger = () => lab.run(Effect.flatMap(Store, ({ attempts }) => attempts))
const starts = () => lab.traced().flatMap(([what = ""]) => (what.startsWith("start") ? [what] : []))

describe.skipIf(!isLinux)("a stage whose memory runs out", { timeout: 60_000 }, () => {
  it("beside another is placed again alone, and goes on from its checkpoint", async () => {
    const hungry = { trace: lab.trace, steps: 3, bytes: 900 * megabytes, pause: 100 }
    const first = stageNamed("first", [], hungry)
    const second = stageNamed("second", [], hungry)
    const { outcome, events } = await lab.runPlan(planOfStages([first, second]), {
      memory: 1000 * megabytes,
      // As a ledger of smaller volumes would say.
      expected: () => ({ seconds: null, memory: 400 * megabytes, gpuMemory: null }),
    })
    expect(outcome.failed).toEqual([])
    expect(labels(outcome.made)).toEqual(["first", "second"])
    expect(starts()).toEqual(["start:0", "start:0", "start:1"])
    expect(events.flatMap((event) => (event.event === "retry" ? [event.reason] : []))).toEqual([
      expect.stringMatching(
        /^ran out of memory \(.*allocation failed.*\), it goes on with more room$/,
      ),
    ])
    const attempts = await ledger()
    expect(attempts.map((attempt) => attempt.outcome).toSorted()).toEqual([
      "done",
      "done",
      "outOfMemory",
    ])
    expect(attempts.map(({ room = 0 }) => room / megabytes).toSorted((a, b) => a - b)).toEqual([
      600, 1000, 1000,
    ])
    expect(attempts.every(({ microBatch }) => microBatch === undefined)).toBe(true)
  })

  it("alone is tried with smaller micro-batches, which its record tells", async () => {
    const stage = trainingNamed("large", {
      trace: lab.trace,
      steps: 3,
      bytes: 2000 * megabytes,
    })
    const { outcome } = await lab.runPlan(planOfStages([stage]), {
      slots: 1,
      memory: 700 * megabytes,
    })
    expect(labels(outcome.made)).toEqual(["large"])
    const attempts = await ledger()
    // 2000 MB at four crops, 1000 at two, 500 at one.
    expect(attempts.map(({ outcome: came, microBatch }) => [came, microBatch])).toEqual([
      ["outOfMemory", undefined],
      ["outOfMemory", 2],
      ["done", 1],
    ])
    const record = await lab.run(Effect.flatMap(Store, (store) => store.record(stage)))
    expect(record.microBatch).toBe(1)
    expect(record.key).toBe(stage.key)
  })

  it("fails by itself in the end, saying what it had and what to do", async () => {
    const large = { trace: lab.trace, steps: 3, bytes: 4000 * megabytes }
    const [plain, batchLoss] = [
      stageNamed("plain", [], large),
      trainingNamed("batchLoss", { ...large, isCoupled: true }),
    ]
    const after = stageNamed("after", ["plain"])
    const other = stageNamed("other", [])
    const { outcome } = await lab.runPlan(planOfStages([plain, batchLoss, after, other]), {
      slots: 1,
      memory: 500 * megabytes,
    })
    expect(labels(outcome.made)).toEqual(["other"])
    expect(outcome.blocked.map(({ stage }) => stage.label)).toEqual(["after"])
    expect(labels(outcome.failed.map(({ stage }) => stage))).toEqual(["batchLoss", "plain"])
    for (const { stage, faults } of outcome.failed) {
      expect(faults).toHaveLength(1)
      expect(faults[0]?.what).toContain(
        `${stage.label}: out of memory with the most memory of a machine that it can get (it had 500 MB`,
      )
      expect(faults[0]?.hint).toContain("--memory")
    }
    expect(existsSync(lab.at("checkpoints", plain.key, "state.json"))).toBe(true)
  })

  it("of V8's heap is known by the last words in its log", async () => {
    const stage = stageNamed("heap", [], { steps: 2, manner: "heap" })
    const [program, ...rest] = workerCommand
    const { outcome } = await lab.runPlan(planOfStages([stage]), {
      slots: 1,
      workerCommand: [program, "--max-old-space-size=64", ...rest],
    })
    const [failed] = outcome.failed
    expect(failed?.faults[0]?.what).toMatch(/out of memory.*JavaScript heap out of memory/)
    expect(readFileSync(failed?.log ?? "", "utf8")).toContain("JavaScript heap out of memory")
    expect((await ledger()).map((attempt) => attempt.outcome)).toEqual(["outOfMemory"])
  })
})
