import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate } from "../../../acceptance/ablate.ts"
import { temporaryFolder } from "../../testData.ts"
import { writeCifar10 } from "./writeCifar10.ts"

const study = fileURLToPath(new URL("../../../../experiments/cifar10.ts", import.meta.url))
const folder = temporaryFolder()

/**
 * Half of the training images are 51 everywhere and half 204: m = 0.5, s = 0.09 (of 1). The test images,
 * 255, would show if they were drawn. Closed form of docs/analyses.md: r s + r (1 - r) m^2.
 */
it(
  "ablate variance gives the closed form of the training images",
  { timeout: 240_000 },
  async () => {
    const root = join(folder, "cifar")
    writeCifar10(root, 200, ({ test, number }) => (test ? 255 : number % 2 === 0 ? 51 : 204))
    const environment = { CIFAR10: root }
    const scale = [study, "--scale", "smoke"]
    const run = await ablate(["run", ...scale, "--only", "preprocess"], folder, environment)
    expect(run.code).toBe(0)
    const flags = ["--ratios", "0.25,0.5,0.75", "--samples", "200", "--out", "figure"]
    const made = await ablate(["variance", ...scale, ...flags], folder, environment)
    expect(made.stderr).toBe("")
    const lines = readFileSync(join(folder, "figure/variance.csv"), "utf8").trim().split("\r\n")
    const numbers = lines.slice(1).map((line) => line.split(",").slice(1).map(Number))
    expect(numbers).toHaveLength(3)
    for (const [ratio = NaN, variance = NaN, standardError = NaN] of numbers) {
      const expected = ratio * 0.09 + ratio * (1 - ratio) * 0.25
      expect(standardError).toBeGreaterThan(0)
      expect(Math.abs(variance - expected)).toBeLessThan(5 * standardError)
    }
  },
)
