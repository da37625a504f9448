// What happens to jobs in the middle of a stage, each time on real Slurm: nothing is done twice, nothing is lost.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import type { Stage } from "../../runtime/plan/stage.ts"
import { hasSlurm } from "../executors/slurm/cluster/cluster.ts"
import { clusterTests } from "../executors/slurm/lab.ts"
import { planOfStages, stageNamed } from "../schedule/fixtures/stages.ts"

describe.skipIf(!hasSlurm)("a study on Slurm", () => {
  const tests = clusterTests()
  const { long } = tests
  const slurm = (program: string, ...args: readonly string[]) =>
    tests.cluster().slurm(program, ...args)
  const nodeOf = (key: string) => slurm("squeue", "-h", "-j", tests.lab().jobOf(key), "-o", "%N")

  /** Steps at which a stage's workers began. */
  const startsOf = ({ key }: Stage) =>
    tests
      .lab()
      .marks("start")
      .flatMap(([mark, of]) => (of === key ? [Number(mark?.split(":")[1])] : []))
  /** What a worker makes of a stage without inputs, whatever it went through: a chain of hashes. */
  const chain = (steps: number) => {
    let state = ""
    for (let step = 0; step < steps; step++)
      state = createHash("sha256").update(`${state}${step}`).digest("hex")
    return state
  }
  const outcomes = async () =>
    (await tests.lab().ledger()).map(({ label, outcome }) => `${label} ${outcome}`).toSorted()
  /** It went on from its checkpoint, never beside itself, to the result of an unbroken run. */
  const expectUnbroken = (stage: Stage, steps: number) => {
    const [first, ...later] = startsOf(stage)
    expect(first).toBe(0)
    expect(later.every((step, index) => step > (later[index - 1] ?? 0))).toBe(true)
    expect(tests.lab().marks("overlap")).toEqual([])
    expect(tests.lab().result(stage)).toBe(chain(steps))
  }
  const started = (count: number) =>
    tests.lab().until(() => tests.lab().marks("start").length >= count)

  it("goes on from checkpoints after a requeue and where the time limit is near, and tells which was cancelled", async () => {
    const lab = tests.lab()
    const [requeued, warned, cancelled] = [long("requeued"), long("warned"), long("cancelled")]
    const controller = lab.start(planOfStages([requeued, warned, cancelled]))
    await started(3)
    await sleep(1000)
    slurm("scontrol", "requeue", lab.jobOf(requeued.key))
    // What Slurm does by --signal before the limit.
    slurm("scancel", "--batch", "--signal=USR1", lab.jobOf(warned.key))
    slurm("scancel", lab.jobOf(cancelled.key))
    expect(await lab.ended(controller)).toBe(0)
    for (const stage of [requeued, warned]) {
      expectUnbroken(stage, 40)
      expect(startsOf(stage)).toHaveLength(2)
    }
    expect(await outcomes()).toEqual([
      "cancelled cancelled",
      "requeued done",
      "warned done",
      "warned timedOut",
    ])
    expect(controller.said()).toContain("its Slurm job was cancelled")
  })

  it("reaches a job's time limit twice, each time after a checkpoint", async () => {
    const lab = tests.lab()
    const stage = stageNamed("long", [], { steps: 130, pause: 1000, trace: lab.trace })
    const controller = lab.start(planOfStages([stage]), { hours: 2 / 60 })
    expect(await lab.ended(controller)).toBe(0)
    expectUnbroken(stage, 130)
    expect(startsOf(stage).length).toBeGreaterThanOrEqual(3)
    const ended = await outcomes()
    expect(ended.at(0)).toBe("long done")
    expect(ended.filter((outcome) => outcome === "long timedOut")).toHaveLength(ended.length - 1)
    expect(ended.length).toBeGreaterThanOrEqual(3)
  })

  it("asks for more memory once where it ran out, and says so where that is not enough", async () => {
    const lab = tests.lab()
    const holding = (name: string, bytes: number) =>
      stageNamed(name, [], { steps: 3, bytes, trace: lab.trace })
    const [enough, never] = [holding("enough", 2e9), holding("never", 4e9)]
    const controller = lab.start(planOfStages([enough, never]))
    expect(await lab.ended(controller)).toBe(0)
    expectUnbroken(enough, 3)
    expect(await outcomes()).toEqual([
      "enough done",
      "enough outOfMemory",
      "never outOfMemory",
      "never outOfMemory",
    ])
    const asked = slurm("squeue", "-h", "-t", "all", "-r", "-o", "%m").split("\n")
    expect(asked.filter((memory) => memory === "2G")).toHaveLength(2)
    expect(controller.said()).toContain("it goes on with more room")
    expect(controller.said()).toContain(
      "with the most memory of a machine that it can get (it had 2",
    )
  })

  it("gives its place to a more urgent job, and goes on when that is done", async () => {
    const lab = tests.lab()
    const stages = ["gpu", "spot"].map((partition) =>
      stageNamed(partition, [], { steps: 60, pause: 200, trace: lab.trace }),
    )
    for (const stage of stages) {
      const before = lab.marks("start").length
      const controller = lab.start(planOfStages([stage]), { partition: stage.label })
      await started(before + 1)
      await sleep(1500)
      const whole = ["--cpus-per-task=8", `--nodelist=${nodeOf(stage.key)}`, "--output=/dev/null"]
      slurm("sbatch", "--partition=urgent", "--mem=1000", ...whole, "--wrap=sleep 5")
      expect(await lab.ended(controller)).toBe(0)
      expectUnbroken(stage, 60)
      expect(startsOf(stage)).toHaveLength(2)
    }
    // Slurm puts the one back by itself; the other is handed in again.
    expect(await outcomes()).toEqual(["gpu done", "spot done", "spot preempted"])
  })

  it("is refused by a node whose code is not that of the plan", async () => {
    const lab = tests.lab()
    const [other, own] = [{ ...long("other"), code: { stage: "0".repeat(64) } }, long("own")]
    const controller = lab.start(planOfStages([other, own]))
    expect(await lab.ended(controller)).toBe(0)
    expect(startsOf(other)).toEqual([])
    expectUnbroken(own, 40)
    expect(controller.said()).toMatch(/the code of stage is not that which it was planned with/)
  })

  it("goes on while Slurm's controller is killed and started again", async () => {
    const lab = tests.lab()
    const stages = [long("a"), long("b"), long("c", ["a"]), long("d", ["c"])]
    const controller = lab.start(planOfStages(stages))
    await started(2)
    const { root } = tests.cluster()
    process.kill(Number(readFileSync(join(root, "run/slurmctld.pid"), "utf8")), "SIGKILL")
    // Long enough for a stage to end and for the next to be handed in in vain.
    await sleep(12_000)
    expect(spawnSync("slurmctld", ["-f", join(root, "slurm.conf")]).status).toBe(0)
    expect(await lab.ended(controller)).toBe(0)
    for (const stage of stages.slice(0, 2)) expectUnbroken(stage, 40)
    expect(lab.marks("overlap")).toEqual([])
    // It forgets what it did in its last seconds, starts jobs again that run, and holds those: they are handed in anew.
    const ended = await outcomes()
    expect(ended.filter((outcome) => outcome.endsWith(" done"))).toHaveLength(4)
    expect(ended.filter((outcome) => !/ (done|lost|cancelled)$/.test(outcome))).toEqual([])
    expect(lab.leftovers()).toEqual([])
  })

  it("loses a job to another node where its own is taken for dead, and does not go on with it there", async () => {
    const lab = tests.lab()
    const stage = stageNamed("long", [], { steps: 900, pause: 200, trace: lab.trace })
    const controller = lab.start(planOfStages([stage]))
    await started(1)
    // slurmd alone: what it started lives on, as on a node that the network is cut from.
    const pid = join(tests.cluster().root, "run", `slurmd.${nodeOf(stage.key)}.pid`)
    process.kill(Number(readFileSync(pid, "utf8")), "SIGKILL")
    expect(await lab.ended(controller)).toBe(0)
    expectUnbroken(stage, 900)
    expect(startsOf(stage)).toHaveLength(2)
    expect(existsSync(lab.at("artifacts", stage.kind, stage.key))).toBe(true)
    expect(await outcomes()).toEqual(["long done"])
  })
})
