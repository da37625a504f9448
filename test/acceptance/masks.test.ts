import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const study = fileURLToPath(new URL("./small.ts", import.meta.url))

it(
  "draws the mask of each arm that has mask steps, the same for a seed",
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder()
    const drawn = await ablate(["masks", study, "--out", "masks"], folder)
    expect(drawn).toMatchObject({ code: 0, stderr: "" })
    expect(drawn.stdout).toContain("Scratch: no mask steps")
    // One of four modalities, half of the positions, half of what is left: 1 - 0.75 * 0.5 * 0.5.
    expect(drawn.stdout).toContain("M2-MAE: 81.3 % of the cells masked")
    expect(readFileSync(join(folder, "masks/M2-MAE.svg"), "utf8")).toMatch(/^<svg/)
    const other = await ablate(["masks", study, "--seed", "1", "--out", "masks"], folder)
    expect(other.stdout).not.toBe(drawn.stdout)
    expect((await ablate(["masks", study, "--out", "masks"], folder)).stdout).toBe(drawn.stdout)
  },
)
