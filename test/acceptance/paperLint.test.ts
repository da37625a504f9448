import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

describe("ablate paper lint", () => {
  it("tells what it finds in the paper's tables, and how much it read", async () => {
    const { code, stdout } = await ablate(["paper", "lint"], temporaryFolder())
    expect(code).toBe(1)
    expect(stdout).toContain("81.01 - 62.81 = 18.20")
    expect(stdout).toContain("5 tables, 334 numbers: ")
  })

  it("ends with 0 on sound tables, and names a file that it can't read", async () => {
    const folder = temporaryFolder()
    const columns = [{ column: "idh.accuracy", subjects: 3 }]
    const rows = [{ arm: "a", cells: ["66.67"] }]
    writeFileSync(
      join(folder, "t.json"),
      JSON.stringify({ tables: [{ name: "t", columns, rows }] }),
    )
    const sound = await ablate(["paper", "lint", "t.json"], folder)
    expect(sound).toMatchObject({ code: 0, stdout: "1 tables, 1 numbers: nothing found\n" })
    const missing = await ablate(["paper", "lint", "t.json", "u.json"], folder)
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain("u.json")
  })
})
