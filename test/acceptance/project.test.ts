import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const tiny = fileURLToPath(new URL("./tiny.ts", import.meta.url))

it(
  "a project has one store from every folder, and files of one name have reports of their own",
  { timeout: 240_000 },
  async () => {
    const [project, elsewhere] = [temporaryFolder(), temporaryFolder()]
    writeFileSync(join(project, "package.json"), "{}")
    for (const name of ["lung", "brain"]) {
      mkdirSync(join(project, name))
      copyFileSync(tiny, join(project, name, "tiny.ts"))
    }
    const free = { ABLATE_STORE: "" }
    const lung = join(project, "lung/tiny.ts")
    const first = await ablate(["run", lung, "--only", "index"], elsewhere, free)
    expect(first.stderr).toBe("")
    expect(first.stdout).toContain(`report: ${join(project, ".ablate/reports/tiny/index.html")}`)
    const second = await ablate(["report", "tiny.ts"], join(project, "brain"), free)
    expect(second.stderr).toBe("")
    const folders = readdirSync(join(project, ".ablate/reports")).toSorted()
    expect(folders).toEqual(["tiny", expect.stringMatching(/^tiny-[0-9a-f]{6}$/)])
    const status = await ablate(["status"], join(project, "brain"), free)
    expect(status.stderr).toBe("")
    expect(status.stdout).toMatch(/^1 stages done/)
    for (const folder of [elsewhere, join(project, "lung"), join(project, "brain")])
      expect(existsSync(join(folder, ".ablate"))).toBe(false)
  },
)
