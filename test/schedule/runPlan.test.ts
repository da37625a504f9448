import { appendFileSync, readdirSync, readFileSync } from "node:fs"
import { Effect } from "effect"
import { array, assert, asyncProperty, integer } from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import { planOfStages, stageNamed } from "./fixtures/stages.ts"
import { labels, runs } from "./runs.ts"

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

const chain = () => {
  const first = stageNamed("first", [], { trace: lab.trace })
  const second = stageNamed("second", ["first"], { trace: lab.trace })
  const third = stageNamed("third", ["second"], { trace: lab.trace })
  return { first, second, third, plan: planOfStages([first, second, third]) }
}

const starts = () => lab.traced().filter(([what]) => what?.startsWith("start") === true)

/** Asserts from the trace that inputs ended before their users began, and how many ran at once. */
const mostAtOnce = (inputsOf: ReadonlyMap<string, readonly string[]>): number => {
  const ended = new Set<string>()
  let running = 0
  let most = 0
  for (const [what = "", key = ""] of lab.traced()) {
    if (what === "end") {
      running--
      ended.add(key)
    } else {
      for (const input of inputsOf.get(key) ?? []) expect(ended).toContain(input)
      most = Math.max(most, ++running)
    }
  }
  return most
}

describe("runPlan", () => {
  it("makes what the store lacks, in order, and the next time nothing", async () => {
    const { plan, third } = chain()
    const { outcome, events } = await lab.runPlan(plan)
    expect(labels(outcome.made)).toEqual(["first", "second", "third"])
    expect(events.map(({ event }) => event)).toEqual([
      "runStarted",
      ...Array.from({ length: 3 }, () => ["stageStarted", "progress", "stageDone"]).flat(),
    ])
    expect(lab.leftovers()).toEqual([])
    expect(lab.result(third)).toMatch(/^[0-9a-f]{64}$/)

    const again = await lab.runPlan(plan)
    expect(again.outcome.made).toEqual([])
    expect(labels(again.outcome.skipped)).toEqual(["first", "second", "third"])
    expect(starts()).toHaveLength(3)
  })

  it("does not make again what nobody reads any more", async () => {
    const { plan, first } = chain()
    await lab.runPlan(plan)
    await lab.run(Effect.flatMap(Store, ({ remove }) => remove(first)))
    const { outcome } = await lab.runPlan(plan)
    expect(outcome.made).toEqual([])
    expect(labels(outcome.skipped)).toEqual(["second", "third"])
  })

  it("runs 40 stages once each, four at a time at most, in order", async () => {
    const stages = Array.from({ length: 40 }, (_, index) =>
      stageNamed(
        `s${index}`,
        [index - 4, index - 7].filter((other) => other >= 0).map((other) => `s${other}`),
        { trace: lab.trace, pause: 20 },
      ),
    )
    const { outcome } = await lab.runPlan(planOfStages(stages), { slots: 4 })
    expect(outcome.made).toHaveLength(40)
    expect(new Set(starts().map(([, key]) => key)).size).toBe(40)
    expect(starts()).toHaveLength(40)
    const most = mostAtOnce(
      new Map(stages.map(({ key, inputs }) => [key, Object.values(inputs)] as const)),
    )
    expect(most).toBeLessThanOrEqual(4)
    expect(most).toBeGreaterThan(1)
  })

  it("keeps the order of any graph", async () => {
    const graph = array(array(integer({ min: 1, max: 5 }), { maxLength: 3 }), {
      minLength: 1,
      maxLength: 8,
    })
    let run = 0
    await assert(
      asyncProperty(graph, integer({ min: 1, max: 3 }), async (backs, slots) => {
        run++
        const stages = backs.map((back, index) =>
          stageNamed(
            `${run}.${index}`,
            [...new Set(back.map((by) => index - by))]
              .filter((other) => other >= 0)
              .map((other) => `${run}.${other}`),
            { trace: lab.trace },
          ),
        )
        const { outcome } = await lab.runPlan(planOfStages(stages), { slots })
        expect(outcome.made).toHaveLength(stages.length)
        mostAtOnce(new Map(stages.map(({ key, inputs }) => [key, Object.values(inputs)] as const)))
      }),
      { numRuns: 6 },
    )
  })

  it("starts the longest way to the end first", async () => {
    const long = ["a1", "a2", "a3"].map((name, index) =>
      stageNamed(name, index === 0 ? [] : [`a${index}`], { trace: lab.trace }),
    )
    const short = stageNamed("b", [], { trace: lab.trace })
    await lab.runPlan(planOfStages([short, ...long]), { slots: 1 })
    expect(starts()[0]?.[1]).toBe(long[0]?.key)
  })

  it("a failure stops only what needs it, and is not tried again", async () => {
    const trace = lab.trace
    const bad = stageNamed("bad", [], { trace, manner: "fault" })
    const { outcome, events } = await lab.runPlan(
      planOfStages([
        bad,
        stageNamed("after", ["bad"], { trace }),
        stageNamed("later", ["after"], { trace }),
        stageNamed("beside", [], { trace }),
      ]),
    )
    expect(labels(outcome.made)).toEqual(["beside"])
    expect(outcome.failed.map(({ stage, faults }) => [stage.label, faults])).toEqual([
      ["bad", [{ what: "the loss is NaN", where: {}, hint: "a smaller lr" }]],
    ])
    expect(outcome.blocked.map(({ stage, because }) => [stage.label, because.label])).toEqual([
      ["after", "bad"],
      ["later", "bad"],
    ])
    expect(starts().filter(([, key]) => key === bad.key)).toHaveLength(1)
    expect(events.some(({ event }) => event === "retry")).toBe(false)
  })

  it("a crash goes on from the checkpoint, with the reason in the ledger", async () => {
    const trace = lab.trace
    const stage = stageNamed("shaky", [], { trace, manner: "crashOnce", steps: 4 })
    const { outcome, events } = await lab.runPlan(planOfStages([stage]))
    expect(labels(outcome.made)).toEqual(["shaky"])
    expect(starts().map(([what]) => what)).toEqual(["start:0", "start:2"])
    expect(events.find(({ event }) => event === "retry")).toMatchObject({
      attempt: 2,
      reason: "left with exit code 7 and no word",
    })
    const ledger = await lab.run(Effect.flatMap(Store, ({ attempts }) => attempts))
    expect(ledger.map(({ outcome: came, exit, error }) => [came, exit, error])).toEqual([
      ["crashed", 7, "left with exit code 7 and no word"],
      ["done", 0, null],
    ])

    const unbroken = runs()
    const calm = stageNamed("shaky", [], { steps: 4 })
    await unbroken.runPlan(planOfStages([calm]))
    expect(lab.result(stage)).toBe(unbroken.result(calm))
    unbroken.remove()
  })

  it("gives up after three crashes, and keeps the checkpoint", async () => {
    const stage = stageNamed("dying", [], { trace: lab.trace, manner: "crash" })
    const { outcome } = await lab.runPlan(planOfStages([stage]))
    expect(starts()).toHaveLength(3)
    expect(outcome.failed[0]?.faults[0]?.what).toContain("killed by SIGKILL")
    expect(outcome.failed[0]?.faults[0]?.hint).toContain("memory")
    expect(readdirSync(lab.at("checkpoints"))).toEqual([stage.key])
  })

  it("puts what is no progress into the log", async () => {
    const stage = stageNamed("loud", [], { manner: "noise" })
    const { outcome, events } = await lab.runPlan(planOfStages([stage]))
    expect(labels(outcome.made)).toEqual(["loud"])
    const log = readFileSync(lab.at("logs", `${stage.key}-1.log`), "utf8")
    for (const line of ["not JSON", '{"event":"unknown"}', "a warning", "a remark"])
      expect(log).toContain(line)
    expect(events.filter(({ event }) => event === "progress")).toHaveLength(1)
    const text = "the last checkpoint is damaged"
    expect(events.filter(({ event }) => event === "warning")).toEqual([
      { event: "warning", stage, text },
    ])
    const [attempt] = await lab.run(Effect.flatMap(Store, ({ attempts }) => attempts))
    expect(attempt?.warnings).toEqual([text])
  })

  it("says that a worker cannot be started", async () => {
    const { outcome } = await lab.runPlan(planOfStages([stageNamed("s", [])]), {
      workerCommand: ["/no/such/program"],
    })
    expect(outcome.failed[0]?.faults[0]?.what).toContain("its worker does not start")
  })

  it("makes a corrupt artifact again when it is read, and says so", async () => {
    const { plan, third } = chain()
    await lab.runPlan(plan)
    const before = lab.result(third)
    appendFileSync(lab.at("artifacts", "embed", third.key, "result.txt"), "!")
    const { outcome, events } = await lab.runPlan(plan)
    expect(labels(outcome.made)).toEqual(["third"])
    expect(events.find(({ event }) => event === "setAside")).toMatchObject({
      stage: { label: "third" },
    })
    expect(lab.result(third)).toBe(before)
    expect(readdirSync(lab.at("corrupt"))).toEqual([`embed-${third.key}-1`])
    expect(labels(outcome.skipped)).toEqual(["first", "second"])
  })

  it("makes a corrupt input again before it is read", async () => {
    const { plan, second, third } = chain()
    await lab.runPlan(plan)
    const before = lab.result(third)
    for (const stage of [second, third])
      appendFileSync(lab.at("artifacts", "embed", stage.key, "result.txt"), "!")
    const { outcome } = await lab.runPlan(plan)
    expect(labels(outcome.made)).toEqual(["second", "third"])
    expect(lab.result(third)).toBe(before)
  })

  it("records where an artifact comes from", async () => {
    const { plan, third } = chain()
    await lab.runPlan(plan)
    const record = await lab.run(Effect.flatMap(Store, (store) => store.record(third)))
    expect(record).toMatchObject({
      kind: "embed",
      label: "third",
      slice: third.slice,
      inputs: third.inputs,
      commit: null,
      device: "cpu",
    })
  })
})
