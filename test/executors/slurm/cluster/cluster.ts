// A real Slurm for tests, where its programs are there and this is root: they say so where they are not.
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const isInstalled = (): boolean => {
  try {
    for (const program of ["munged", "slurmctld", "slurmd", "sbatch"])
      execFileSync("which", [program], { stdio: "ignore" })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

export const hasSlurm = isInstalled()

if (!hasSlurm)
  console.warn("tests on Slurm are skipped: they need root and apt-get install slurm-wlm munge")

/** A port that is free, with some after it, most likely. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 16820
      server.close(() => resolve(Math.min(port, 65_000)))
    })
  })

/** Starts Slurm with so many nodes; the programs of this process then speak to it. */
export const startCluster = async (nodes = 2) => {
  const root = mkdtempSync(join(tmpdir(), "slurm-"))
  const script = (name: string) => join(import.meta.dirname, name)
  const environment = { ...process.env, FIRST_PORT: String(await freePort()) }
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
