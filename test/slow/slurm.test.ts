// A study on Slurm, by jobs and by steps of an allocation, comes to the same numbers as on one machine.
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { hasSlurm, startCluster } from "../executors/slurm/cluster/cluster.ts"

/** As many as cores: a stage has one thread everywhere. */
const slots = String(availableParallelism())

const bin = fileURLToPath(new URL("../../bin/ablate.js", import.meta.url))

/** `ablate` in a pseudo-terminal (`script` of util-linux), in which keys can be pressed. */
const inTerminal = (args: readonly string[], cwd: string) => {
  const words = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(" ")
  const child = spawn("script", ["-qefc", `exec ${words}`, "/dev/null"], {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
  })
  let shown = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (shown += text))
  return {
    shown: () => shown,
    until: async (text: string) => {
      while (!shown.includes(text)) await once(child.stdout, "data")
    },
    press: (keys: string) => child.stdin.write(keys),
    ended: once(child, "close").then(([code]) => code),
  }
}

describe.skipIf(!hasSlurm)("on Slurm", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  let folder: string
  const run = ["run", "tiny.ts"]
  const onSlurm = (store: string, ...more: readonly string[]) => [
    ...run,
    "--on",
    "slurm",
    "--store",
    store,
    ...more,
  ]
  const valuesIn = (store: string, name = "tiny") =>
    JSON.parse(readFileSync(join(folder, store, `reports/${name}/report.json`), "utf8")).tables
  const inQueue = (states = "PENDING,RUNNING,COMPLETING") =>
    cluster
      .slurm("squeue", "-h", "-r", "-t", states, "-o", "%i")
      .split("\n")
      .filter((id) => id !== "")
  const state = (to: string) =>
    cluster.slurm("scontrol", "update", "nodename=n[1-2]", `state=${to}`, "reason=test")

  beforeAll(async () => {
    cluster = await startCluster()
    folder = temporaryFolder()
    cpSync(join(import.meta.dirname, "../acceptance/tiny.ts"), join(folder, "tiny.ts"))
    writeFileSync(
      join(folder, "ablate.config.ts"),
      `import { defineConfig } from "ablate"
export default defineConfig({
  slurm: {
    default: { memoryGB: 2, cpus: 1, submitsPerMinute: 600 },
    never: { memoryGB: 2000, constraint: "none" },
  },
})
`,
    )
    await ablate([...run, "--slots", slots, "--store", "here"], folder)
  })
  afterAll(() => cluster.stop())

  it("what can never be satisfied is said before anything is handed in", async () => {
    const { code, stderr } = await ablate(onSlurm("never", "--profile", "never"), folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/Slurm would not take a job: .*(feature|configuration|memory)/i)
    expect(inQueue()).toEqual([])
  })

  it("a study that is left by Ctrl-C and gone on with has the report of one machine; status and logs tell of its jobs", async () => {
    state("drain")
    const first = inTerminal(onSlurm("there"), folder)
    const status = async () => (await ablate(["status", "--store", "there"], folder)).stdout
    while (inQueue().length === 0) await sleep(500)
    let told = ""
    // A run tells how far it is every few seconds.
    while (!/job \d+_\d+ waits[^]*job waits for a start/.test(told)) told = await status()
    // Slurm's reason in words, and by its name.
    expect(told).toMatch(/waits: its nodes are down, drained or reserved \(Nodes required for job/)
    expect(told).toMatch(
      /run of tiny on .*: 0 of 16 stages, .*1 job waits for a start that is not known/,
    )
    state("resume")
    while (!/job \d+_\d+ {2}cpu on \S+, process \d+/.test(told)) told = await status()
    first.press("\u0003")
    await first.until("[l]eave them")
    first.press("l")
    expect(await first.ended).toBe(130)
    const second = await ablate(onSlurm("there"), folder)
    expect(second.code).toBe(0)
    expect(valuesIn("there")).toEqual(valuesIn("here"))
    const { stdout } = await ablate(["logs", "pretrain MAE seed 0", "--store", "there"], folder)
    expect(stdout).toContain("epoch")
    const attempts = join(folder, "there/attempts")
    const outcomes = readdirSync(attempts).map(
      (name) => JSON.parse(readFileSync(join(attempts, name), "utf8")).outcome,
    )
    expect(outcomes).toEqual(Array.from({ length: 16 }, () => "done"))
  })

  it("Ctrl-C and c cancel the jobs; without a terminal they are left, or as the flag says", async () => {
    state("drain")
    const first = inTerminal(onSlurm("cancelled"), folder)
    while (inQueue().length === 0) await sleep(500)
    first.press("\u0003")
    await first.until("[l]eave them")
    first.press("c")
    expect(await first.ended).toBe(130)
    expect(inQueue()).toEqual([])
    state("resume")
  })

  it("in an allocation a study runs on its nodes by srun, to the same report", async () => {
    const nodes = ["--nodes=2", "--ntasks=2", "--cpus-per-task=1", "--mem=4000"]
    const command = [process.execPath, bin, ...run, "--store", "steps"]
    const { status } = spawnSync("salloc", [...nodes, ...command], {
      cwd: folder,
      stdio: "ignore",
    })
    expect(status).toBe(0)
    expect(valuesIn("steps")).toEqual(valuesIn("here"))
    const attempts = join(folder, "steps/attempts")
    const hosts = readdirSync(attempts).map(
      (name) => JSON.parse(readFileSync(join(attempts, name), "utf8")).host,
    )
    expect(new Set(hosts)).toEqual(new Set(["n1", "n2"]))
  })

  it("the quickstart has the report of one machine", async () => {
    cpSync(
      join(import.meta.dirname, "../../experiments/quickstart.ts"),
      join(folder, "quickstart.ts"),
    )
    const quickstart = ["run", "quickstart.ts", "--store"]
    const here = await ablate([...quickstart, "here", "--slots", slots], folder)
    const there = await ablate([...quickstart, "there", "--on", "slurm"], folder)
    expect([here.code, there.code]).toEqual([0, 0])
    expect(valuesIn("there", "quickstart")).toEqual(valuesIn("here", "quickstart"))
  })
})
