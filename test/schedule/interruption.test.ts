import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Plan } from "../../runtime/plan/planStudy.ts"
import { Store } from "../../runtime/store/store.ts"
import { allGone, processesNaming } from "./fixtures/processes.ts"
import { planOfStages, stageNamed, type Behaviour } from "./fixtures/stages.ts"
import { runs } from "./runs.ts"

const isLinux = existsSync("/proc/self/cmdline")

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

/** Two ways to an end, with work in each stage. */
const diamond = (behaviour: Partial<Behaviour>) =>
  [
    stageNamed("root", [], behaviour),
    stageNamed("left", ["root"], behaviour),
    stageNamed("right", ["root"], behaviour),
    stageNamed("end", ["left", "right"], behaviour),
  ] as const

const startRunner = (plan: Plan): ChildProcess => {
  writeFileSync(lab.at("plan.json"), JSON.stringify(plan))
  return spawn(
    process.execPath,
    [join(import.meta.dirname, "fixtures/runner.ts"), lab.root, lab.at("plan.json"), "2"],
    { stdio: "ignore" },
  )
}

const ended = async (runner: ChildProcess): Promise<number | null> => {
  if (runner.exitCode === null && runner.signalCode === null) await once(runner, "exit")
  return runner.exitCode
}

const started = () => lab.traced().filter(([what]) => what?.startsWith("start") === true)

const untilStarted = async (count: number) => {
  while (started().length < count) await sleep(10)
}

describe.skipIf(!isLinux)("a killed runner", () => {
  it("leaves no process behind, and the next run ends as an unbroken one", async () => {
    const behaviour = { steps: 10, pause: 40, trace: lab.trace }
    const stages = diamond(behaviour)
    const plan = planOfStages(stages)
    const early = startRunner(plan)
    await sleep(150)
    early.kill("SIGKILL")
    // A stage takes 400 ms; each run goes on where the one before was killed.
    let orphaned = 0
    for (const delay of [0, 70, 140, 210, 30]) {
      const before = started().length
      const runner = startRunner(plan)
      await untilStarted(before + 1)
      await sleep(delay)
      if (processesNaming(lab.root).length > 1) orphaned++
      runner.kill("SIGKILL")
      await ended(runner)
      expect(await allGone(lab.root, 3000)).toBe(true)
    }
    expect(orphaned).toBeGreaterThan(2)
    const runner = startRunner(plan)
    expect(await ended(runner)).toBe(0)
    expect(await allGone(lab.root, 3000)).toBe(true)
    expect(lab.leftovers()).toEqual([])

    const unbroken = runs()
    await unbroken.runPlan(planOfStages(diamond({ ...behaviour, trace: "" })))
    for (const stage of stages) expect(lab.result(stage)).toBe(unbroken.result(stage))
    unbroken.remove()
  })

  it("costs no finished stage and no checkpointed step", async () => {
    const stage = stageNamed("long", [], { steps: 20, pause: 50, trace: lab.trace })
    const runner = startRunner(planOfStages([stage]))
    await untilStarted(1)
    await sleep(400)
    runner.kill("SIGKILL")
    expect(await allGone(lab.root, 3000)).toBe(true)
    await ended(startRunner(planOfStages([stage])))
    const steps = started().map(([what = ""]) => Number(what.split(":")[1]))
    expect(steps).toHaveLength(2)
    expect(steps[1]).toBeGreaterThanOrEqual(4)
  })
})

describe.skipIf(!isLinux)("an interrupted run", () => {
  it("lets its workers checkpoint and leave, and goes on later", async () => {
    const stage = stageNamed("long", [], { steps: 20, pause: 50, trace: lab.trace })
    const runner = startRunner(planOfStages([stage]))
    await untilStarted(1)
    await sleep(200)
    runner.kill("SIGINT")
    expect(await ended(runner)).toBe(130)
    expect(processesNaming(lab.root)).toEqual([])
    expect(lab.traced().at(-1)?.[0]).toBe("stop")
    expect(readdirSync(lab.at("tmp"))).toEqual([])
    expect(readdirSync(lab.at("leases"))).toEqual([])
    expect(readdirSync(lab.at("checkpoints"))).toEqual([stage.key])
    const ledger = await lab.run(Effect.flatMap(Store, ({ attempts }) => attempts))
    expect(ledger.map(({ outcome }) => outcome)).toEqual(["interrupted"])

    const { outcome } = await lab.runPlan(planOfStages([stage]))
    expect(outcome.made).toHaveLength(1)
    const [last] = (await lab.run(Effect.flatMap(Store, ({ attempts }) => attempts))).slice(-1)
    // Node alone takes some tens of megabytes.
    expect(last?.peakMemory).toBeGreaterThan(10e6)
  })

  it("kills a worker that does not listen", async () => {
    const stage = stageNamed("deaf", [], {
      steps: 1000,
      pause: 50,
      manner: "deaf",
      trace: lab.trace,
    })
    const runner = startRunner(planOfStages([stage]))
    await untilStarted(1)
    const asked = Date.now()
    runner.kill("SIGINT")
    expect(await ended(runner)).toBe(130)
    // The fixture gives workers two seconds.
    expect(Date.now() - asked).toBeGreaterThan(1900)
    expect(processesNaming(lab.root)).toEqual([])
  })
})

describe.skipIf(!isLinux)("two runners on one store", () => {
  it("share the work: every stage is made once", async () => {
    const stages = diamond({ steps: 4, pause: 50, trace: lab.trace })
    const plan = planOfStages(stages)
    const runners = [startRunner(plan), startRunner(plan)]
    expect(await Promise.all(runners.map(ended))).toEqual([0, 0])
    expect(started()).toHaveLength(stages.length)
    expect(lab.leftovers()).toEqual([])
    for (const { kind, key } of stages)
      expect(readFileSync(lab.at("artifacts", kind, key, "artifact.json"), "utf8")).toContain(key)
  })
})
