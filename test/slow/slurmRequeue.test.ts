// What happens to jobs in the middle of a stage; Slurm itself waits two minutes before a requeued job starts again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { setTimeout as sleep } from "node:timers/promises"
import { hasSlurm, startCluster } from "../executors/slurm/cluster/cluster.ts"
import { slurmLab } from "../executors/slurm/lab.ts"
import { planOfStages, stageNamed } from "../schedule/fixtures/stages.ts"

describe.skipIf(!hasSlurm)("a study on Slurm", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  let lab: ReturnType<typeof slurmLab>
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.stop())
  beforeEach(() => {
    lab = slurmLab()
  })
  afterEach(() => lab.close())

  const long = (name: string) => stageNamed(name, [], { steps: 40, pause: 100, trace: lab.trace })

  it("goes on from checkpoints after a requeue and where the time limit is near, and tells which was cancelled", async () => {
    const [requeued, warned, cancelled] = [long("requeued"), long("warned"), long("cancelled")]
    const controller = lab.start(planOfStages([requeued, warned, cancelled]))
    await lab.until(() => lab.marks("start").length === 3)
    await sleep(1000)
    cluster.slurm("scontrol", "requeue", lab.jobOf(requeued.key))
    // What Slurm does by --signal before the limit.
    cluster.slurm("scancel", "--batch", "--signal=USR1", lab.jobOf(warned.key))
    cluster.slurm("scancel", lab.jobOf(cancelled.key))
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
