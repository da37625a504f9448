import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const small = ["--subjects", "2", "--size", "8x16x16"]

describe("ablate phantom", () => {
  it("writes a data set and how an experiment reads it, and not twice", async () => {
    const folder = temporaryFolder()
    const made = await ablate(["phantom", "--layout", "lung", "new/set", ...small], folder)
    expect(made.code).toBe(0)
    expect(made.stdout).toContain("2 subjects of 8x16x16 in new/set")
    const root = join(folder, "new", "set")
    expect(made.stdout).toContain(`lung({ root: "${root}", csv: "${root}/labels.csv"`)
    const again = await ablate(["phantom", "--layout", "lung", "new/set", ...small], folder)
    expect(again.code).toBe(1)
    expect(again.stderr).toContain("nothing is written over")
  })

  it("writes into an empty folder that is there, which stays the one that it is", async () => {
    const folder = join(temporaryFolder(), 'a "quoted" name')
    mkdirSync(folder)
    const before = statSync(folder).ino
    const made = await ablate(["phantom", "--layout", "lung", ".", ...small], folder)
    expect(made.code).toBe(0)
    expect(made.stdout).toContain(`lung({ root: ${JSON.stringify(folder)}, csv: `)
    expect(statSync(folder).ino).toBe(before)
    expect(readdirSync(folder).toSorted()).toEqual(["labels.csv", "lung-0000", "lung-0001"])
  })

  it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made", async () => {
    const made = await ablate(
      ["phantom", "--layout", "lung", "/proc/x", ...small],
      temporaryFolder(),
    )
    expect(made.code).toBe(1)
    expect(made.stderr).toContain("/proc/x")
  })

  it("refuses sizes, counts and layouts that it does not know", async () => {
    const folder = temporaryFolder()
    const wrong = (...flags: readonly string[]) => ablate(["phantom", "set", ...flags], folder)
    const size = await wrong("--layout", "lung", "--size", "24x96")
    expect(size.code).toBe(2)
    expect(size.stderr + size.stdout).toContain("8 to 512 voxels a side")
    const layout = await wrong("--layout", "bratz")
    expect(layout.code).toBe(2)
    expect(layout.stderr + layout.stdout).toContain("brats")
  })
})
