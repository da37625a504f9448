import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { freePort } from "../remote/servers/freePort.ts"
import { ablate, start, temporaryFolder } from "../acceptance/ablate.ts"

it("what could not be put on a server that was down is put there by the next run, or by store push", async () => {
  const folder = temporaryFolder()
  const port = await freePort()
  const listening = async () => {
    const script = join(import.meta.dirname, "../remote/servers/folderServer.ts")
    const server = spawn(process.execPath, [script, join(folder, "server"), String(port)])
    await once(server.stdout, "data")
    return server
  }
  cpSync(join(import.meta.dirname, "../acceptance/tiny.ts"), join(folder, "tiny.ts"))
  writeFileSync(
    join(folder, "ablate.config.ts"),
    `import { defineConfig } from "ablate"
export default defineConfig({ store: { remote: { url: "http://127.0.0.1:${port}/group" } } })
`,
  )
  const records = join(folder, "server/group/records")
  const there = () =>
    existsSync(records)
      ? readdirSync(records, { recursive: true }).filter((name) => String(name).endsWith(".json"))
      : []
  const run = ["run", "tiny.ts", "--only", "arm=Scratch,seed=0"]

  const first = await listening()
  const begun = start(run, folder)
  while (there().length === 0) await sleep(20)
  first.kill("SIGKILL")
  const left = await begun.ended
  expect(left.code).toBe(0)
  // Once, however many stages come after it.
  expect(left.stderr.match(/warning: not put on http:.*cannot be reached/g)).toHaveLength(1)
  expect(left.stderr).toMatch(/the next run puts it there, or ablate store push tiny.ts/)
  const before = there().length

  const second = await listening()
  const made = readdirSync(join(folder, ".ablate/artifacts"), { recursive: true }).filter((name) =>
    String(name).endsWith("artifact.json"),
  ).length
  const pushed = await ablate(["store", "push", "tiny.ts"], folder)
  expect(pushed.stderr).toBe("")
  expect(pushed.stdout).toContain(
    `put ${made - before} artifacts on http://127.0.0.1:${port}/group`,
  )
  expect(there()).toHaveLength(made)

  // The next run does the same by itself.
  const [lost = ""] = there()
  rmSync(join(records, String(lost)))
  const again = await ablate(run, folder)
  expect(again.stderr).toBe("")
  expect(again.stdout).toContain("put 1 artifact on")
  const other = await ablate([...run, "--store", "other"], folder)
  expect(other.stderr).toBe("")
  expect(other.stdout).not.toContain("put ")
  expect(there()).toHaveLength(made)
  second.kill()
}, 600_000)
