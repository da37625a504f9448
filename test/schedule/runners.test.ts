import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import { random } from "../../runtime/random/random.ts"
import { allGone } from "./fixtures/processes.ts"
import { planOfStages, stageNamed } from "./fixtures/stages.ts"
import { runs } from "./runs.ts"

const isLinux = existsSync("/proc/self/cmdline")

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

/** Eight chains of five stages. */
const fortyStages = (trace: string) =>
  Array.from({ length: 8 }, (_, chain) =>
    Array.from({ length: 5 }, (_, link) =>
      stageNamed(`${chain}.${link}`, link === 0 ? [] : [`${chain}.${link - 1}`], {
        steps: 3,
        pause: 30,
        trace,
      }),
    ),
  ).flat()

const startRunner = (): ChildProcess =>
  spawn(
    process.execPath,
    [join(import.meta.dirname, "fixtures/runner.ts"), lab.root, lab.at("plan.json"), "2"],
    { stdio: "ignore" },
  )

const ended = async (runner: ChildProcess): Promise<number | null> => {
  if (runner.exitCode === null && runner.signalCode === null) await once(runner, "exit")
  return runner.exitCode
}

const marks = (what: string) => lab.traced().filter(([mark]) => mark?.startsWith(what) === true)

const results = async (): Promise<readonly string[]> => {
  const unbroken = runs()
  const stages = fortyStages("")
  await unbroken.runPlan(planOfStages(stages))
  const made = stages.map((stage) => unbroken.result(stage))
  unbroken.remove()
  return made
}

it("a runner that waits for another makes no folder that the other removes", async () => {
  const stage = stageNamed("held", [])
  const folder = lab.at("checkpoints", stage.key)
  const release = Promise.withResolvers<undefined>()
  const held = Promise.withResolvers<undefined>()
  const holder = lab.run(
    Effect.gen(function* () {
      const { lease } = yield* Store
      expect(yield* lease(stage)).not.toBeNull()
      held.resolve(undefined)
      yield* Effect.promise(() => release.promise)
    }),
  )
  await held.promise
  let isThere = false
  const waiting = lab.runPlan(planOfStages([stage]), {
    onEvent: ({ event }) =>
      Effect.sync(() => {
        if (event !== "waiting") return
        isThere = existsSync(folder)
        release.resolve(undefined)
      }),
  })
  const [{ outcome }] = await Promise.all([waiting, holder])
  expect(isThere).toBe(false)
  expect(outcome.made).toHaveLength(1)
})

describe.skipIf(!isLinux)(
  "four runners and forty stages on one store",
  { timeout: 300_000 },
  () => {
    it("make every stage once", async () => {
      const stages = fortyStages(lab.trace)
      writeFileSync(lab.at("plan.json"), JSON.stringify(planOfStages(stages)))
      const codes = await Promise.all([1, 2, 3, 4].map(() => ended(startRunner())))
      expect(codes).toEqual([0, 0, 0, 0])
      expect(marks("start")).toHaveLength(40)
      expect(marks("end")).toHaveLength(40)
      expect(lab.leftovers()).toEqual([])
    })

    it("come to the same results when they are killed at random, and never two at one stage", async () => {
      const stages = fortyStages(lab.trace)
      writeFileSync(lab.at("plan.json"), JSON.stringify(planOfStages(stages)))
      const draw = random(0, "kills")
      let runners = [1, 2, 3, 4].map(startRunner)
      for (let kill = 0; kill < 12; kill++) {
        await sleep(100 + 300 * draw.at(kill, "pause").uniform())
        const victim = Math.floor(4 * draw.at(kill, "victim").uniform())
        runners[victim]?.kill("SIGKILL")
        runners = runners.with(victim, startRunner())
      }
      expect(await Promise.all(runners.map(ended))).toEqual([0, 0, 0, 0])
      expect(await allGone(lab.root, 5000)).toBe(true)
      expect(marks("overlap")).toEqual([])
      expect(lab.leftovers()).toEqual([])
      expect(stages.map((stage) => lab.result(stage))).toEqual(await results())
    })
  },
)
