import { spawn, spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { ablate, start, temporaryFolder, type Ended } from "./ablate.ts"

const bin = fileURLToPath(new URL("../../bin/ablate.js", import.meta.url))
const tiny = fileURLToPath(new URL("./tiny.ts", import.meta.url))

/** PID namespaces need rights that a container may not give: these tests are skipped there. */
const apart = ["--pid", "--fork", "--mount-proc"]
const isAllowed = spawnSync("unshare", [...apart, "true"]).status === 0

const inNamespace = (args: readonly string[], cwd: string) =>
  new Promise<Pick<Ended, "code" | "stderr">>((resolve) => {
    const child = spawn("unshare", [...apart, process.execPath, bin, ...args], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    })
    const said: string[] = []
    child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text))
    child.on("close", (code) => resolve({ code, stderr: said.join("") }))
  })

/** The study with so many epochs that it takes some seconds. */
const study = (folder: string): string => {
  const file = join(folder, "tiny.ts")
  writeFileSync(file, readFileSync(tiny, "utf8").replace("epochs: 4", "epochs: 40"))
  return file
}

const untilStarted = async (folder: string) => {
  const leases = join(folder, ".ablate/leases")
  while (!existsSync(leases) || readdirSync(leases).length === 0) await sleep(50)
}

describe.skipIf(!isAllowed)("another PID namespace of the same host", { timeout: 240_000 }, () => {
  it("that looks changes nothing, and one that runs makes no stage again", async () => {
    const folder = temporaryFolder()
    const file = study(folder)
    const store = ["--store", join(folder, ".ablate")]
    const first = start(["run", file, ...store], folder)
    await untilStarted(folder)
    for (let look = 0; look < 3; look++)
      expect(await inNamespace(["status", ...store], folder)).toEqual({ code: 0, stderr: "" })
    const second = inNamespace(["run", file, ...store], folder)
    const [{ code, stderr }, other] = await Promise.all([first.ended, second])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(other).toEqual({ code: 0, stderr: "" })
    const attempts = readdirSync(join(folder, ".ablate/attempts")).map((name) =>
      JSON.parse(readFileSync(join(folder, ".ablate/attempts", name), "utf8")),
    )
    expect(attempts.filter(({ outcome }) => outcome !== "done")).toEqual([])
    expect(new Set(attempts.map(({ key }) => key)).size).toBe(attempts.length)
    const verified = await ablate(["store", "verify", ...store], folder)
    expect(verified.code).toBe(0)
  })
})

describe("gc", { timeout: 240_000 }, () => {
  it("keeps what a run at work counts on, whatever file it is asked for", async () => {
    const folder = temporaryFolder()
    const file = study(folder)
    const other = join(folder, "other.ts")
    writeFileSync(other, readFileSync(tiny, "utf8").replace("size: 24", "size: 20"))
    const store = ["--store", join(folder, ".ablate")]
    const run = start(["run", file, ...store], folder)
    await untilStarted(folder)
    for (let round = 0; round < 4; round++)
      expect((await ablate(["gc", other, "--remove", ...store], folder)).code).toBe(0)
    const { code, stderr } = await run.ended
    expect(stderr).toBe("")
    expect(code).toBe(0)
  })
})
