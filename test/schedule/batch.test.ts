import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { currentStatus } from "../../runtime/commands/status.ts"
import type { Plan } from "../../runtime/plan/planStudy.ts"
import { Store } from "../../runtime/store/store.ts"
import { batchExecutor } from "../executors/batch/batchExecutor.ts"
import { allGone, processesNaming } from "./fixtures/processes.ts"
import { planOfStages, stageNamed } from "./fixtures/stages.ts"
import { runs, workerCommand } from "./runs.ts"

const isLinux = existsSync("/proc/self/cmdline")

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(async () => {
  for (const pid of processesNaming(lab.root)) process.kill(pid, "SIGKILL")
  await allGone(lab.root, 3000)
  lab.remove()
})

/** Starts a controller, which says its events. */
const startController = (plan: Plan, manner: "stop" | "leave" = "stop"): ChildProcess => {
  writeFileSync(lab.at("plan.json"), JSON.stringify(plan))
  const script = join(import.meta.dirname, "fixtures/batchRunner.ts")
  return spawn(process.execPath, [script, lab.root, lab.at("plan.json"), manner], {
    stdio: ["ignore", "pipe", "inherit"],
  })
}

/** Waits until a controller says that a stage is at work. */
const untilFollowing = async ({ stdout }: ChildProcess) => {
  for await (const text of stdout ?? []) if (String(text).includes("stageStarted")) return
}

const ended = async (controller: ChildProcess): Promise<number | null> => {
  // A pipe that nobody reads would stop it.
  controller.stdout?.resume()
  if (controller.exitCode === null && controller.signalCode === null) await once(controller, "exit")
  return controller.exitCode
}

const marks = (what: string) => lab.traced().filter(([mark]) => mark?.startsWith(what) === true)

const untilStarted = async (count: number) => {
  while (marks("start").length < count) await sleep(10)
}

const ledger = () => lab.run(Effect.flatMap(Store, ({ attempts }) => attempts))

const chains = () => {
  const behaviour = { steps: 10, pause: 60, trace: lab.trace }
  return ["a", "b", "c"].flatMap((name) => [
    stageNamed(`${name}1`, [], behaviour),
    stageNamed(`${name}2`, [`${name}1`], behaviour),
  ])
}

describe.skipIf(!isLinux)("a study on a batch system", { timeout: 120_000 }, () => {
  it("runs to its end, with as many jobs at once as the system takes", async () => {
    const stages = chains()
    expect(await ended(startController(planOfStages(stages)))).toBe(0)
    expect(marks("start")).toHaveLength(6)
    expect(lab.leftovers()).toEqual([])
    expect((await ledger()).map(({ outcome }) => outcome)).toEqual(stages.map(() => "done"))
  })

  it("whose controller is killed goes on; the next one takes its jobs over, and none runs twice", async () => {
    const stages = chains()
    const plan = planOfStages(stages)
    for (const count of [1, 3, 5]) {
      const controller = startController(plan)
      await untilStarted(count)
      controller.kill("SIGKILL")
      await ended(controller)
      expect(processesNaming(join(lab.root, "table"))).not.toEqual([])
    }
    expect(await ended(startController(plan))).toBe(0)
    expect(marks("start:0")).toHaveLength(6)
    expect(marks("start")).toHaveLength(6)
    expect(marks("overlap")).toEqual([])
    expect(lab.leftovers()).toEqual([])
    const attempts = await ledger()
    expect(attempts.map(({ outcome }) => outcome)).toEqual(stages.map(() => "done"))
    expect(new Set(attempts.map(({ key }) => key)).size).toBe(6)
  })

  it("keeps what a job made while nobody looked, also where its handle was not written down", async () => {
    const stage = stageNamed("alone", [], { steps: 3, pause: 30, trace: lab.trace })
    const plan = planOfStages([stage])
    const controller = startController(plan)
    await untilStarted(1)
    controller.kill("SIGKILL")
    await ended(controller)
    while (marks("end").length === 0) await sleep(10)
    // As if it had died between handing the job in and writing its handle down.
    const record = lab.at("checkpoints", stage.key, "job.json")
    writeFileSync(
      record,
      JSON.stringify({ ...JSON.parse(readFileSync(record, "utf8")), handle: null }),
    )
    expect(await ended(startController(plan))).toBe(0)
    expect(marks("start")).toHaveLength(1)
    expect(lab.result(stage)).toMatch(/^[0-9a-f]{64}$/)
    expect(lab.leftovers()).toEqual([])
  })

  it("that is interrupted stops its jobs, or leaves them where it is told to", async () => {
    const stage = stageNamed("long", [], { steps: 200, pause: 50, trace: lab.trace })
    const plan = planOfStages([stage])
    const first = startController(plan, "leave")
    await untilStarted(1)
    first.kill("SIGINT")
    expect(await ended(first)).toBe(130)
    expect(processesNaming(join(lab.root, "table"))).not.toEqual([])
    expect((await ledger()).map(({ outcome }) => outcome)).toEqual(["running"])

    const second = startController(plan)
    await untilFollowing(second)
    second.kill("SIGINT")
    expect(await ended(second)).toBe(130)
    expect(processesNaming(join(lab.root, "table"))).toEqual([])
    expect(lab.traced().at(-1)?.[0]).toBe("stop")
    expect((await ledger()).map(({ outcome }) => outcome)).toEqual(["interrupted"])

    expect(await ended(startController(plan))).toBe(0)
    expect(marks("start:0")).toHaveLength(1)
    expect(lab.leftovers()).toEqual([])
  })

  it("whose controller is gone is at work as long as the system says so", async () => {
    const stage = stageNamed("long", [], { steps: 100, pause: 50, trace: lab.trace })
    const controller = startController(planOfStages([stage]), "leave")
    await untilFollowing(controller)
    controller.kill("SIGKILL")
    await ended(controller)
    const executor = batchExecutor({ table: lab.at("table"), slots: 2, workerCommand })
    const states = async () => {
      const { status } = await lab.run(Effect.provide(currentStatus, executor))
      const { running, stopped } = status
      return {
        running: running.map(({ label }) => label),
        stopped: stopped.map(({ label }) => label),
      }
    }
    expect(await states()).toEqual({ running: ["long"], stopped: [] })
    // A program that does not know the system cannot say that the job has ended.
    const { status } = await lab.run(currentStatus)
    expect(status.running).toHaveLength(1)
    for (const pid of processesNaming(join(lab.root, "table"))) process.kill(pid, "SIGKILL")
    for (const pid of processesNaming(join(lab.root, "checkpoints"))) process.kill(pid, "SIGKILL")
    await allGone(lab.root, 3000)
    expect(await states()).toEqual({ running: [], stopped: ["long"] })
  })

  it("is not started over by a run on this machine, which leaves its jobs alone", async () => {
    const stage = stageNamed("long", [], { steps: 60, pause: 50, trace: lab.trace })
    const plan = planOfStages([stage])
    const controller = startController(plan, "leave")
    await untilFollowing(controller)
    controller.kill("SIGKILL")
    await ended(controller)
    const here = await lab.runPlan(plan)
    expect(here.outcome.failed[0]?.faults[0]).toMatchObject({
      what: expect.stringContaining("a job of the executor batch was handed in for it"),
      where: { file: lab.at("checkpoints", stage.key, "job.json") },
    })
    expect(await ended(startController(plan))).toBe(0)
    expect(marks("start")).toHaveLength(1)
    expect(lab.leftovers()).toEqual([])
  })

  it("tries a stage again from its checkpoint where its node is lost", async () => {
    const stage = stageNamed("long", [], { steps: 20, pause: 50, trace: lab.trace })
    const controller = startController(planOfStages([stage]))
    await untilStarted(1)
    await sleep(300)
    for (const pid of processesNaming(join(lab.root, "table"))) process.kill(pid, "SIGKILL")
    for (const pid of processesNaming(join(lab.root, "checkpoints"))) process.kill(pid, "SIGKILL")
    expect(await ended(controller)).toBe(0)
    expect(marks("start")).toHaveLength(2)
    expect(marks("start:0")).toHaveLength(1)
    expect((await ledger()).map(({ outcome }) => outcome)).toEqual(["lost", "done"])
  })
})
