import { Effect } from "effect"
import { afterEach, beforeEach, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import { planOfStages, stageNamed, trainingNamed } from "./fixtures/stages.ts"
import { runs } from "./runs.ts"

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

// Waits until both are at work, so that each has a slot of its own.
const writesItsGpu = `
const fs = require("node:fs")
const spec = JSON.parse(fs.readFileSync(process.argv.at(-1), "utf8"))
fs.writeFileSync(spec.out + "/result.txt", [process.env.GPU, process.env.PATH !== undefined, spec.devices, spec.threads].join())
setTimeout(() => process.exit(0), 300)
`

it("gives the workers of each slot an environment of their own beside the runner's", async () => {
  const stages = [stageNamed("first", [], {}), stageNamed("second", [], {})]
  const { outcome } = await lab.runPlan(planOfStages(stages), {
    slots: 2,
    environmentOf: ([slot]) => ({ GPU: `GPU-${slot}` }),
    workerCommand: [process.execPath, "-e", writesItsGpu],
  })
  expect(outcome.failed).toEqual([])
  expect(stages.map(lab.result).toSorted()).toEqual(["GPU-0,true,,1", "GPU-1,true,,1"])
})

it("gives a training on several GPUs a whole set, with the threads of its slots", async () => {
  const stages = [trainingNamed("set", {}, 3), stageNamed("single", [], {})]
  const { outcome } = await lab.runPlan(planOfStages(stages), {
    slots: 3,
    gpuOf: (index) => ({ index, memory: null }),
    environmentOf: (slots) => ({ GPU: slots.join("+") }),
    workerCommand: [process.execPath, "-e", writesItsGpu],
  })
  expect(outcome.failed).toEqual([])
  expect(lab.result(stages[0]!)).toBe("0+1+2,true,3,3")
  expect(lab.result(stages[1]!)).toMatch(/^[012],true,,1$/)
  const attempts = await lab.run(Effect.flatMap(Store, (store) => store.attempts))
  expect(new Map(attempts.map(({ label, cards }) => [label, cards]))).toEqual(
    new Map([
      ["set", 3],
      ["single", undefined],
    ]),
  )
})
