import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const study = fileURLToPath(new URL("../acceptance/tiny.ts", import.meta.url))

describe("ablate data check --out", { timeout: 60_000 }, () => {
  it("lists the subjects and writes a page with a row and pictures of each", async () => {
    const folder = temporaryFolder()
    const { code, stdout, stderr } = await ablate(["data", "check", study, "--out", "page"], folder)
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout).toContain(
      "phantom: 12 subjects, 8 for training, 0 for validation, 4 for the test",
    )
    expect(stdout.match(/^ {2}phantom-\d+ {2}24x24x24, preprocessed /gm)).toHaveLength(12)
    const page = readFileSync(join(folder, "page/phantom.html"), "utf8")
    expect(page.match(/<th scope="row">phantom-\d+<\/th><td>(?:training|test)</g)).toHaveLength(12)
    // Four modalities and the regions of each.
    expect(page.match(/<img /g)).toHaveLength(12 * 5)
    expect(page.match(/<polyline /g)).toHaveLength(12 * 4)
  })

  it("says that a file is in the folder's way", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "taken"), "")
    const { code, stderr } = await ablate(["data", "check", study, "--out", "taken/page"], folder)
    expect(code).toBe(1)
    expect(stderr).toContain("this is a file, not a folder\n  at taken/page")
  })
})
