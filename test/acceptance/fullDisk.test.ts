import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const study = fileURLToPath(new URL("./tiny.ts", import.meta.url))
const report = ".ablate/reports/tiny/report.json"

const disk = join(temporaryFolder(), "disk")
const resize = (size: string, ...options: readonly string[]) =>
  spawnSync("mount", ["-t", "tmpfs", "-o", [...options, `size=${size}`].join(","), "none", disk])

mkdirSync(disk)
/** Only root may mount; elsewhere these tests are skipped. */
const isMounted = resize("2m").status === 0
afterAll(() => {
  if (isMounted) execFileSync("umount", [disk])
})

describe.skipIf(!isMounted)("a full disk", { timeout: 120_000 }, () => {
  it("is said with the file, spoils nothing, and the run goes on when there is room", async () => {
    const full = await ablate(["run", study], disk)
    expect(full.code).toBe(1)
    expect(full.stderr).toContain("no space left on the device")
    expect(full.stderr).toMatch(/at \.ablate\/\S+/)

    resize("64m", "remount")
    const verified = await ablate(["store", "verify"], disk)
    expect(verified.stderr).toBe("")
    expect(verified.code).toBe(0)

    const resumed = await ablate(["run", study], disk)
    expect(resumed.stderr).toBe("")
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).not.toContain("started index")

    const roomy = temporaryFolder()
    await ablate(["run", study], roomy)
    expect(readFileSync(join(disk, report), "utf8")).toBe(readFileSync(join(roomy, report), "utf8"))
  })
})
