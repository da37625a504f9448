import { cpSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

it(
  "runs parts from outside: data set, augmentation, mask, encoder, objective, network, optimiser, metric, task",
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder()
    cpSync(fileURLToPath(new URL("./extension", import.meta.url)), folder, { recursive: true })
    const checked = await ablate(["check", "study.ts"], folder)
    expect(checked).toMatchObject({ code: 0, stderr: "" })
    const { code, stdout, stderr } = await ablate(["run", "study.ts", "--slots", "2"], folder)
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout).toContain("ball Overestimate ball (%) \u21920")
    expect(stdout).toContain("Overestimate: predicted less true volume over the true one.")
    expect(stdout).toContain("radius MAE (voxels) \u2193")
    // Radii are 3 and 6: who predicts their mean is off by 1.5.
    const errors = [...stdout.matchAll(/\| (?:Stripes|Denoising) .*\| +\**([\d.]+)\** \|/g)]
    expect(errors).toHaveLength(2)
    for (const [, error] of errors) expect(Number(error)).toBeLessThan(1)
    for (const arm of ["Stripes", "Denoising", "Pyramid", "SimMIM"])
      expect(stdout).toMatch(
        new RegExp(`\\| ${arm} +\\| +\\**\\d+\\.\\d+\\** \\| +\\**\\d+\\.\\d+`),
      )
  },
)
