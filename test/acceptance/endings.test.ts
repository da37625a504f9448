import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { allGone, processesNaming } from "../schedule/fixtures/processes.ts"
import { ablate, temporaryFolder } from "./ablate.ts"

/** One pre-training that takes minutes, whose every step takes milliseconds. */
const study = `
import { adam, classification, experiment, grid, linearProbe, mae, phantom, table, vit } from "ablate"

const optimizer = adam({ lr: 1e-4 })
const pretraining = mae({
  decoder: { width: 24, depth: 1, heads: 2 },
  epochs: 20000,
  batch: 2,
  crops: 1,
  optimizer,
})
const base = experiment({
  name: "long",
  dataset: phantom({ size: 24, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 1, heads: 3 }),
  pretraining,
  tasks: { subtype: classification({ label: "subtype", network: linearProbe(), optimizer }) },
  seeds: [0],
})
export const results = table({
  name: "results",
  study: grid(base, { "pretraining.optimizer.lr": [1e-4] }),
  columns: ["subtype.auc"],
})
`

const isLinux = existsSync("/proc/self/cmdline")
const folder = temporaryFolder()
beforeAll(() => writeFileSync(join(folder, "long.ts"), study))

const bin = (name: string) => fileURLToPath(new URL(`../../bin/${name}`, import.meta.url))

/** Starts a run as a user would, in a store of its own; resolves when its training is at work. */
const training = async (script: string, store: string) => {
  const child: ChildProcess = spawn(
    process.execPath,
    [bin(script), "run", "long.ts", "--slots", "2", "--store", store],
    { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
  )
  const said: string[] = []
  const listen = (text: unknown) => said.push(String(text))
  child.stderr?.on("data", listen)
  await new Promise<void>((resolve) => {
    child.stdout?.on("data", (text) => {
      listen(text)
      if (said.join("").includes("started pretrain")) resolve()
    })
  })
  const ended = once(child, "close")
  return { child, ended, said: () => said.join("") }
}

describe.skipIf(!isLinux)("a run that is stopped", { timeout: 120_000 }, () => {
  it("by Ctrl-C tells how far it is until then, says how to go on, and leaves nothing behind", async () => {
    const { child, ended, said } = await training("ablate.js", "once")
    // While it is at work, any terminal can see how long it takes.
    const status = async () => (await ablate(["status", "--store", "once"], folder)).stdout
    let seen = await status()
    while (!seen.includes(" left of ")) seen = await status()
    expect(seen).toMatch(/^run of long on \S+: \d of \d stages, (about|at least) .* left of .*$/m)
    child.kill("SIGINT")
    expect(await ended).toEqual([130, null])
    expect(said()).toContain("Ctrl-C again stops now")
    expect(said()).toMatch(/^ {2}ablate run long\.ts --slots 2 --store once$/m)
    expect(processesNaming(join(folder, "once"))).toEqual([])
    const after = await status()
    expect(after).not.toContain("run of long")
    expect(after).toMatch(/pretrain .* interrupted /)
  })

  it("by a second Ctrl-C ends now, with its workers, though one of them does not listen", async () => {
    const { child, ended } = await training("ablate.js", "twice")
    const workers = processesNaming(join(folder, "twice/checkpoints"))
    expect(workers).toHaveLength(1)
    // A stopped process takes no other signal than SIGKILL; it would have 20 seconds.
    for (const pid of workers) process.kill(pid, "SIGSTOP")
    child.kill("SIGINT")
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(child.exitCode).toBeNull()
    child.kill("SIGINT")
    const asked = Date.now()
    expect(await ended).toEqual([130, null])
    expect(await allGone(join(folder, "twice"), 3000)).toBe(true)
    expect(Date.now() - asked).toBeLessThan(10_000)
  })

  it.each(["SIGINT", "SIGHUP", "SIGKILL"] as const)(
    "through an older Node by %s leaves nothing behind",
    async (signal) => {
      const store = `wrapped-${signal}`
      const { child, ended } = await training("olderNode.js", store)
      expect(processesNaming(join(folder, store, "checkpoints"))).not.toEqual([])
      child.kill(signal)
      expect(await allGone(join(folder, store), 15_000)).toBe(true)
      await ended
    },
  )
})

describe("what a command says", () => {
  it.skipIf(!isLinux)("ends quietly where nobody reads it any more", async () => {
    const command = `"${process.execPath}" "${bin("ablate.js")}" --help; echo "code $?" >&2`
    // The reader is gone before the first line.
    const child = spawn("bash", ["-c", `( sleep 0.2; ${command} ) | true`], { cwd: folder })
    let said = ""
    child.stderr.on("data", (text) => (said += String(text)))
    await once(child, "close")
    expect(said).toBe("code 141\n")
  })

  it("has no words of Node's own about its experiments", async () => {
    const store = join(temporaryFolder(), "store")
    const planned = await ablate(["plan", "long.ts", "--store", store], folder)
    expect(planned.stderr).toBe("")
    const status = await ablate(["status", "--store", store], folder)
    expect(status.stderr).not.toMatch(/Warning|\(node:/)
  })

  it.skipIf(!isLinux)(
    "refuses a limit of open files with which Node would wait for ever",
    async () => {
      const command = `ulimit -n 32; exec "${process.execPath}" "${bin("ablate.js")}" run long.ts`
      const child = spawn("bash", ["-c", command], { cwd: folder })
      let said = ""
      child.stderr.on("data", (text) => (said += String(text)))
      expect(await once(child, "close")).toEqual([1, null])
      expect(said).toContain("only 32 files open at once")
      expect(said).toContain("hint: ulimit -n 1024")
    },
  )

  it("refuses more slots than any machine has", async () => {
    const run = await ablate(["run", "long.ts", "--slots", "1000000000"], folder)
    expect(run.code).toBe(2)
    expect(run.stderr + run.stdout).toContain("from 1 to 1024")
  })
})
