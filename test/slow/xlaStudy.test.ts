import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { plugin, whyNot } from "../engine/xlaCpu.ts"
import { numbersIn } from "./numbersIn.ts"

const experiment = join(import.meta.dirname, "../acceptance/small.ts")

/** The numbers of a study's tables, run from nothing on a device. */
const numbersBy = async (device: string) => {
  const folder = temporaryFolder()
  const store = join(folder, ".ablate")
  const { code, stderr } = await ablate(
    ["run", experiment, "--device", device, "--slots", "2", "--store", store],
    folder,
  )
  expect([code, stderr]).toEqual([0, ""])
  return numbersIn(readFileSync(join(store, "reports/small/report.json"), "utf8"))
}

// Pre-training, fine-tuning, prediction, probes and scores of three arms.
describe.skipIf(plugin === undefined)(`a whole study by XLA and by ONNX Runtime${whyNot}`, () => {
  it("has the same table, but for rounding", async () => {
    const [cpu, xla] = [await numbersBy("cpu"), await numbersBy("xla:cpu")]
    expect(cpu).toHaveLength(14)
    // By 0.05: of a percent of Dice or AUC, of a mm of HD95; seen were 0.016 of Dice, 0.005 mm.
    expect(xla).toEqual(cpu.map((number) => expect.closeTo(number, 1)))
  })
})
