import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { hasTestData, needsTestData, testData } from "../data/testData.ts"
import { numbersIn } from "./numbersIn.ts"

const experiments = join(import.meta.dirname, "../../experiments")

const reportIn = (folder: string, name: string) =>
  readFileSync(join(folder, ".ablate/reports", name, "report.json"), "utf8")

const brats2023 = {
  BRATS2023: join(testData, "brats2023/ASNR-MICCAI-BraTS2023-GLI-Challenge-TrainingData"),
}

// The zoo holds every method and network.
describe("whole studies, from nothing to the report", () => {
  it.skipIf(!hasTestData).each([
    ["quickstart", "quickstart", []],
    ["zoo", "zoo-smoke", ["--scale", "smoke"]],
    ["brats2023", "brats2023-smoke", ["--scale", "smoke"]],
  ])(`%s ends, and is done when it is run again${needsTestData}`, async (name, drawn, flags) => {
    const folder = temporaryFolder()
    const file = join(experiments, `${name}.ts`)
    const args = ["run", file, "--slots", "2", "--store", join(folder, ".ablate"), ...flags]
    const first = await ablate(args, folder, brats2023)
    expect(first).toMatchObject({ code: 0 })
    const report = reportIn(folder, drawn)
    expect(numbersIn(report)).not.toEqual([])
    const again = await ablate(args, folder, brats2023)
    expect(again.code).toBe(0)
    expect(reportIn(folder, drawn)).toBe(report)
  })
})
