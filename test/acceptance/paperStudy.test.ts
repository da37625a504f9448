import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

/** The tables that name every network; `test/slow` checks and plans all files. */
const files = ["table1", "table2"].map((name) =>
  fileURLToPath(new URL(`../../experiments/m2mae/${name}.ts`, import.meta.url)),
)

describe("the paper's study", { timeout: 600_000 }, () => {
  const folder = temporaryFolder()
  const environment = {
    BRATS2023: folder,
    BRATS2023_VALIDATION: folder,
    BRATS2023_SCORES: folder,
    GRADES: folder,
    PICAI: folder,
    LUNG: folder,
  }

  it("has no faults: every network fits its crop", async () => {
    const { code, stderr } = await ablate(["check", ...files], folder, environment)
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  })

  it("tells once what files that share an experiment lack", async () => {
    const { stderr } = await ablate(["check", ...files], folder, { ...environment, LUNG: "" })
    // Of `root` and of the table of classes.
    expect(stderr.match(/LUNG is not set/g)).toHaveLength(2)
    expect(stderr).toContain("2 faults")
  })
})
