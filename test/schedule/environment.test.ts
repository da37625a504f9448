import { afterEach, beforeEach, expect, it } from "vitest"
import { planOfStages, stageNamed } from "./fixtures/stages.ts"
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
fs.writeFileSync(spec.out + "/result.txt", [process.env.GPU, process.env.PATH !== undefined].join())
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
  expect(stages.map(lab.result).toSorted()).toEqual(["GPU-0,true", "GPU-1,true"])
})
