import { cpSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

it(
  "runs a mask, a data set, a network and an objective from outside the package",
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder()
    cpSync(fileURLToPath(new URL("./extension", import.meta.url)), folder, { recursive: true })
    const checked = await ablate(["check", "study.ts"], folder)
    expect(checked).toMatchObject({ code: 0, stderr: "" })
    const { code, stdout, stderr } = await ablate(["run", "study.ts", "--slots", "2"], folder)
    expect(stderr).toBe("")
    expect(code).toBe(0)
    for (const arm of ["Stripes", "Denoising"])
      expect(stdout).toMatch(
        new RegExp(`\\| ${arm} +\\| +\\**\\d+\\.\\d+\\** \\| +\\**\\d+\\.\\d+`),
      )
  },
)
