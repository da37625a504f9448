// What happens to jobs in the middle of a stage; Slurm itself waits two minutes before a requeued job starts again.
import { describe, expect, it } from "vitest"
import { setTimeout as sleep } from "node:timers/promises"
import { hasSlurm } from "../executors/slurm/cluster/cluster.ts"
import { clusterTests } from "../executors/slurm/lab.ts"
import { planOfStages } from "../schedule/fixtures/stages.ts"

describe.skipIf(!hasSlurm)("a study on Slurm", () => {
  const tests = clusterTests()
  const { long } = tests

  it("goes on from checkpoints after a requeue and where the time limit is near, and tells which was cancelled", async () => {
    const lab = tests.lab()
    const [requeued, warned, cancelled] = [long("requeued"), long("warned"), long("cancelled")]
    const controller = lab.start(planOfStages([requeued, warned, cancelled]))
    await lab.until(() => lab.marks("start").length === 3)
    await sleep(1000)
    tests.cluster().slurm("scontrol", "requeue", lab.jobOf(requeued.key))
    // What Slurm does by --signal before the limit.
    tests.cluster().slurm("scancel", "--batch", "--signal=USR1", lab.jobOf(warned.key))
    tests.cluster().slurm("scancel", lab.jobOf(cancelled.key))
    expect(await lab.ended(controller)).toBe(0)
    const startsOf = (key: string) =>
      lab.marks("start").flatMap(([mark, of]) => (of === key ? [Number(mark?.split(":")[1])] : []))
    for (const { key } of [requeued, warned]) {
      const [from, again = 0, ...more] = startsOf(key)
      expect([from, more]).toEqual([0, []])
      expect(again).toBeGreaterThan(0)
    }
    expect(lab.result(requeued)).toMatch(/^[0-9a-f]{64}$/)
    expect(lab.marks("overlap")).toEqual([])
    const outcomes = (await lab.ledger()).map(({ label, outcome }) => `${label} ${outcome}`)
    expect(outcomes.toSorted()).toEqual([
      "cancelled cancelled",
      "requeued done",
      "warned done",
      "warned timedOut",
    ])
    expect(controller.said()).toContain("its Slurm job was cancelled")
  })
})
