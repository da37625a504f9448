// What Slurm's accounting (slurmdbd, MariaDB) and its cgroups say of jobs, each time on real Slurm.
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { hasAccounting } from "../executors/slurm/cluster/cluster.ts"
import { clusterTests } from "../executors/slurm/lab.ts"
import { planOfStages, stageNamed } from "../schedule/fixtures/stages.ts"

describe.skipIf(!hasAccounting)("a study on a Slurm that keeps accounts", () => {
  const tests = clusterTests(true)
  const slurm = (program: string, ...args: readonly string[]) =>
    tests.cluster().slurm(program, ...args)
  const started = (count: number) =>
    tests.lab().until(() => tests.lab().marks("start").length >= count)
  const first = async (outcome: string) => {
    const found = (await tests.lab().ledger()).find((attempt) => attempt.outcome === outcome)
    if (found === undefined) throw new Error(`nothing is ${outcome}`)
    return found
  }

  it("takes from accounting what Slurm's queue has forgotten", async () => {
    const lab = tests.lab()
    const plan = planOfStages([tests.long("forgotten")])
    const controller = lab.start(plan)
    await started(1)
    const [stage] = plan.stages
    const job = lab.jobOf(stage?.key ?? "")
    controller.kill("SIGKILL")
    await lab.ended(controller)
    await sleep(1500)
    slurm("scontrol", "update", `jobid=${job}`, "requeue=0")
    const node = slurm("squeue", "-h", "-j", job, "-o", "%N")
    slurm("scontrol", "update", `nodename=${node}`, "state=down", "reason=test")
    while (slurm("squeue", "-h", "-t", "all", "-o", "%i").includes(job)) await sleep(500)
    expect(await lab.ended(lab.start(plan))).toBe(0)
    expect(await first("lost")).toMatchObject({ error: "its node failed (NODE_FAIL)" })
    expect(lab.marks("start")).toHaveLength(2)
    expect(lab.marks("overlap")).toEqual([])
  })

  it("says who cancelled a job, and keeps what it had used", async () => {
    const lab = tests.lab()
    const stage = stageNamed("long", [], { steps: 400, pause: 100, bytes: 2e8, trace: lab.trace })
    const controller = lab.start(planOfStages([stage]))
    await started(1)
    await sleep(4000)
    slurm("scancel", "--signal=KILL", lab.jobOf(stage.key))
    slurm("scancel", lab.jobOf(stage.key))
    await lab.ended(controller)
    const { error, peakMemory, seconds = 0 } = await first("cancelled")
    expect(error).toBe("its Slurm job was cancelled by user 0 (scancel)")
    expect(peakMemory).toBeGreaterThan(2e8)
    expect(seconds).toBeGreaterThanOrEqual(3)
  })

  it("asks once for more where Slurm's cgroup ended a job, and knows what that one held", async () => {
    const lab = tests.lab()
    const hungry = `python3 -c 'import time; a = bytearray(3 * 10**8); time.sleep(4); b = bytearray(9 * 10**9)'`
    const controller = lab.start(planOfStages([stageNamed("hungry", [])]), {
      setup: [`exec ${hungry}`],
    })
    await lab.ended(controller)
    expect((await lab.ledger()).map(({ outcome }) => outcome)).toEqual([
      "outOfMemory",
      "outOfMemory",
    ])
    const { error, peakMemory } = await first("outOfMemory")
    expect(error).toBe("Slurm ended it: it took more memory than it had asked for")
    expect(peakMemory).toBeGreaterThan(3e8)
    expect(controller.said()).toContain("it goes on with more room")
  })

  it("knows a job that Slurm ended at its limit, and how long it was at work", async () => {
    const lab = tests.lab()
    const deaf = stageNamed("deaf", [], {
      steps: 10_000,
      pause: 100,
      manner: "deaf",
      trace: lab.trace,
    })
    const controller = lab.start(planOfStages([deaf]), { hours: 1 / 60 })
    while (!(await lab.ledger()).some(({ outcome }) => outcome === "timedOut")) await sleep(1000)
    controller.kill("SIGKILL")
    await lab.ended(controller)
    const { error, seconds = 0 } = await first("timedOut")
    expect(error).toBe("Slurm ended it at its time limit")
    expect(seconds).toBeGreaterThanOrEqual(58)
    expect(seconds).toBeLessThan(130)
  })
})
