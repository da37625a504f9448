import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest"
import type { Plan } from "../../../runtime/plan/planStudy.ts"
import { Store } from "../../../runtime/store/store.ts"
import { allGone, processesNaming } from "../../schedule/fixtures/processes.ts"
import { stageNamed } from "../../schedule/fixtures/stages.ts"
import { runs } from "../../schedule/runs.ts"
import { startCluster } from "./cluster/cluster.ts"

/** A store, controllers that run plans in it on Slurm, and what is seen of their jobs. */
export const slurmLab = () => {
  const lab = runs()
  const marks = (what: string) => lab.traced().filter(([mark]) => mark?.startsWith(what) === true)
  return {
    ...lab,
    marks,
    start: (plan: Plan, options: object = {}) => {
      writeFileSync(lab.at("plan.json"), JSON.stringify(plan))
      const script = join(import.meta.dirname, "runner.ts")
      const child = spawn(
        process.execPath,
        [script, lab.root, lab.at("plan.json"), JSON.stringify(options)],
        { stdio: ["ignore", "pipe", "inherit"] },
      )
      let said = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => void (said += text))
      return Object.assign(child, { said: () => said })
    },
    ended: async (controller: ChildProcess): Promise<number | null> => {
      if (controller.exitCode === null && controller.signalCode === null)
        await once(controller, "exit")
      return controller.exitCode
    },
    /** Waits until something holds of the trace. */
    until: async (isSo: () => boolean) => {
      while (!isSo()) await sleep(50)
    },
    ledger: () => lab.run(Effect.flatMap(Store, ({ attempts }) => attempts)),
    /** Number of the job of a stage, as it is written down. */
    jobOf: (key: string): string =>
      JSON.parse(readFileSync(lab.at("checkpoints", key, "job.json"), "utf8")).handle.number,
    close: async () => {
      for (const pid of processesNaming(lab.root)) process.kill(pid, "SIGKILL")
      await allGone(lab.root, 5000)
      lab.remove()
    },
  }
}

/** A cluster for the tests of a suite, and a lab of its own for each of them. */
export const clusterTests = (accounting = false) => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  let lab: ReturnType<typeof slurmLab>
  beforeAll(async () => {
    cluster = await startCluster(2, accounting)
  })
  afterAll(() => cluster.stop())
  beforeEach(() => {
    lab = slurmLab()
  })
  afterEach(() => lab.close())
  return {
    cluster: () => cluster,
    lab: () => lab,
    /** A stage of four seconds. */
    long: (name: string, after: readonly string[] = []) =>
      stageNamed(name, after, { steps: 40, pause: 100, trace: lab.trace }),
  }
}
