import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const study = fileURLToPath(new URL("./small.ts", import.meta.url))

describe("ablate variance", { timeout: 120_000 }, () => {
  const folder = temporaryFolder()
  const flags = ["--ratios", "0.25,0.75", "--samples", "8"]

  it("asks for the volumes first, then gives a table, a CSV and a figure", async () => {
    const early = await ablate(["variance", study, ...flags], folder)
    expect(early.code).toBe(1)
    expect(early.stderr).toContain("there is no store")
    await ablate(["run", study, "--only", "index"], folder)
    const between = await ablate(["variance", study, ...flags], folder)
    expect(between.stderr).toContain("--only preprocess")
    await ablate(["run", study, "--only", "preprocess"], folder)
    const made = await ablate(["variance", study, ...flags, "--out", "figure"], folder)
    expect(made.stderr).toBe("")
    expect(made.stdout).toMatch(/random +0\.2500/)
    // Cells of a modality, of half the positions, then one modality of each other: 13 of 16.
    expect(made.stdout).toMatch(/M2-MAE +0\.8125/)
    expect(existsSync(join(folder, "figure/variance.svg"))).toBe(true)
    const lines = readFileSync(join(folder, "figure/variance.csv"), "utf8").trim().split("\r\n")
    expect(lines.map((line) => line.split(",")[0])).toEqual([
      "masking",
      "random",
      "random",
      "M2-MAE",
    ])
    const again = await ablate(["variance", study, ...flags], folder)
    expect(made.stdout).toContain(again.stdout.trim())
  })

  it("refuses shares that are none", async () => {
    const { stderr, code } = await ablate(["variance", study, "--ratios", "0.5,75"], folder)
    expect(code).toBe(1)
    expect(stderr).toContain('--ratios is "0.5,75"')
  })
})
