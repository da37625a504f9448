import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const study = fileURLToPath(new URL("./tiny.ts", import.meta.url))
const report = ".ablate/reports/tiny/report.json"

const around = temporaryFolder()
const disk = join(around, "disk")
const mount = (folder: string, ...options: readonly string[]) =>
  spawnSync("mount", ["-t", "tmpfs", "-o", options.join(","), "none", folder])
const resize = (size: string, ...options: readonly string[]) =>
  mount(disk, ...options, `size=${size}`)

mkdirSync(disk)
/** Only root may mount; elsewhere these tests are skipped. */
const isMounted = resize("2m").status === 0
const others = ["readOnly", "temporary"].map((name) => join(around, name))
afterAll(() => {
  if (isMounted) execFileSync("umount", [disk, ...others])
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

  it("and one that may only be read, and one for temporary files, are told by what to do", async () => {
    const [readOnly = "", temporary = ""] = others
    for (const folder of others) mkdirSync(folder)
    mount(readOnly, "ro")
    mount(temporary, "size=64k")
    writeFileSync(join(temporary, "fill"), Buffer.alloc(65_536))
    // The store's own folder is to be made there.
    const unmade = await ablate(["run", study], readOnly)
    expect(unmade.code).toBe(1)
    expect(unmade.stderr).toMatch(
      /cannot make the store: permission is denied\n {2}at .*\n {2}hint:/,
    )
    const report = await ablate(["report", study], readOnly)
    expect(report.stderr).toContain("the file system is read-only")
    const checked = await ablate(["check", study], disk, { TMPDIR: temporary })
    expect(checked.code).toBe(1)
    expect(checked.stderr).toContain("hint: name one: TMPDIR=FOLDER")
  })
})
