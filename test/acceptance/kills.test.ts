import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { random } from "../../runtime/random/random.ts"
import { allGone, processesNaming } from "../schedule/fixtures/processes.ts"
import { ablate, start, temporaryFolder } from "./ablate.ts"

const study = fileURLToPath(new URL("./small.ts", import.meta.url))
/** `ABLATE_KILLS=1000` for a campaign on an idle machine. */
const kills = Number(process.env["ABLATE_KILLS"] ?? 10)
const victims = ["runner", "worker", "both"] as const

const run = ["run", study, "--slots", "2"]

const reportIn = (folder: string) =>
  readFileSync(join(folder, ".ablate/reports/small/report.json"), "utf8")

/** Kills processes that may be gone by now; says how many were not. */
const killed = (pids: readonly number[]): number =>
  pids.filter((pid) => {
    try {
      return process.kill(pid, "SIGKILL")
    } catch {
      return false
    }
  }).length

describe.skipIf(!existsSync("/proc/self/cmdline"))("a study that is killed", () => {
  it(
    `${kills} times, its runner, its workers or both, ends in the same report each time`,
    { timeout: 20_000 * kills },
    async () => {
      const unbroken = temporaryFolder()
      await ablate(run, unbroken)
      const draw = random(0, "kills")
      for (let kill = 0; kill < kills;) {
        const folder = temporaryFolder()
        const workers = () => processesNaming(join(folder, ".ablate/checkpoints"))
        const isDone = () => existsSync(join(folder, ".ablate/reports/small/report.json"))
        while (kill < kills && !isDone()) {
          const runner = start([...run, "--store", join(folder, ".ablate")], folder)
          let isRunning = true
          const ended = runner.ended.then(() => (isRunning = false))
          while (isRunning && kill < kills) {
            await Promise.race([sleep(4000 * draw.at(kill, "pause").uniform()), ended])
            const victim = victims[draw.at(kill, "victim").integer(victims.length)]
            if (victim !== "worker" && isRunning) {
              runner.kill("SIGKILL")
              isRunning = false
              kill++
            }
            if (victim !== "runner" && killed(workers()) > 0) kill++
          }
          await ended
        }
        const last = await ablate(run, folder)
        expect(last.stderr).toBe("")
        expect(last.code).toBe(0)
        expect(reportIn(folder)).toBe(reportIn(unbroken))
        expect(await allGone(folder, 5000)).toBe(true)
        for (const left of ["tmp", "leases", "checkpoints"])
          expect({ [left]: readdirSync(join(folder, ".ablate", left)) }).toEqual({ [left]: [] })
      }
    },
  )
})
