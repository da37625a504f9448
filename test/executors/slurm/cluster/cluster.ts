// A real Slurm for tests, where its programs are there and this is root: they say so where they are not.
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { freePort } from "../../../remote/servers/freePort.ts"

const isInstalled = (...programs: readonly string[]): boolean => {
  try {
    for (const program of programs) execFileSync("which", [program], { stdio: "ignore" })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

export const hasSlurm = isInstalled("munged", "slurmctld", "slurmd", "sbatch")

/** Whether sacct can be had: apt-get install slurmdbd mariadb-server, and cgroups of version 1. */
export const hasAccounting =
  hasSlurm && isInstalled("slurmdbd", "mariadbd") && existsSync("/sys/fs/cgroup/memory")

if (!hasSlurm)
  console.warn("tests on Slurm are skipped: they need root and apt-get install slurm-wlm munge")

/** Starts Slurm with so many nodes, with accounting if asked; the programs of this process then speak to it. */
export const startCluster = async (nodes = 2, accounting = false) => {
  const root = mkdtempSync(join(tmpdir(), "slurm-"))
  const script = (name: string) => join(import.meta.dirname, name)
  const environment = {
    ...process.env,
    FIRST_PORT: String(await freePort()),
    ACCOUNTING: accounting ? "1" : "",
  }
  execFileSync(script("up.sh"), [root, String(nodes)], { env: environment, stdio: "ignore" })
  process.env["SLURM_CONF"] = join(root, "slurm.conf")
  const slurm = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { encoding: "utf8" }).trim()
  for (let turn = 0; turn < 100; turn++) {
    try {
      if (!/unk|down/.test(slurm("sinfo", "-h", "-o", "%t"))) break
    } catch {
      // It is starting.
    }
    await sleep(100)
  }
  return {
    root,
    slurm,
    stop: () => {
      execFileSync(script("down.sh"), [root])
      rmSync(root, { recursive: true, force: true })
    },
  }
}
