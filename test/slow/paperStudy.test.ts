import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const study = fileURLToPath(new URL("../../experiments/m2mae", import.meta.url))
const files = readdirSync(study)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(study, name))

describe("the paper's study, on phantoms as files", { timeout: 600_000 }, () => {
  const folder = temporaryFolder()
  const data = (name: string): string => join(folder, name)
  const environment = {
    BRATS2023: data("brats"),
    GRADES: data("brats/labels.csv"),
    PICAI: data("picai"),
    LUNG: data("lung"),
    CIFAR10: data("cifar10"),
  }
  /** What the smoke scale does without. */
  const server = { BRATS2023_VALIDATION: data("validation"), BRATS2023_SCORES: data("scores") }

  beforeAll(async () => {
    for (const layout of ["brats", "picai", "lung"])
      await ablate(["phantom", "--layout", layout, data(layout), "--size", "16"], folder)
    await ablate(["phantom", "--layout", "cifar10", data("cifar10")], folder)
  }, 600_000)

  it.each([[], ["--scale", "smoke"]])("has no faults %s %s", async (...scale) => {
    const needed = scale.length === 0 ? { ...environment, ...server } : environment
    const { code, stderr } = await ablate(["check", ...files, ...scale], folder, needed)
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  })

  it("plans 19, 19 and 17 different pre-trainings", async () => {
    const asked = ["plan", ...files, "--scale", "smoke", "--no-cost"]
    const { stdout } = await ablate(asked, folder, environment)
    // Of 22 rows that pre-train four are M2-MAE; Table III has two rows fewer on the lungs.
    const counted = [...stdout.matchAll(/^(\w+), seed 0: .*?(\d+) pretrain/gm)]
    expect(counted.map(([, name, count]) => `${name} ${count}`)).toEqual([
      "brats 19",
      "prostate 19",
      "lungs 17",
    ])
  })
})
