import { cpSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

it(
  "runs parts from outside: data set, augmentation, mask, encoder, objective, network, optimiser, metric",
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
    for (const arm of ["Stripes", "Denoising", "Pyramid", "SimMIM"])
      expect(stdout).toMatch(
        new RegExp(`\\| ${arm} +\\| +\\**\\d+\\.\\d+\\** \\| +\\**\\d+\\.\\d+`),
      )
  },
)
