// What happens to jobs on a cluster, each time on real Slurm: nothing is done twice, nothing is lost.
import { describe, expect, it } from "vitest"
import { existsSync, readFileSync } from "node:fs"
import { planOfStages, stageNamed } from "../../schedule/fixtures/stages.ts"
import { hasSlurm } from "./cluster/cluster.ts"
import { clusterTests } from "./lab.ts"

describe.skipIf(!hasSlurm)("a study on Slurm", { timeout: 180_000 }, () => {
  const tests = clusterTests()
  const { long } = tests

  it("whose controller is killed goes on; the next one takes its jobs over", async () => {
    const lab = tests.lab()
    const stages = [long("a"), long("b"), long("c", ["a", "b"])]
    const plan = planOfStages(stages)
    const first = lab.start(plan)
    await lab.until(() => lab.marks("start").length === 2)
    first.kill("SIGKILL")
    await lab.ended(first)
    expect(await lab.ended(lab.start(plan))).toBe(0)
    expect(lab.marks("start")).toHaveLength(3)
    expect(lab.marks("overlap")).toEqual([])
    expect(lab.leftovers()).toEqual([])
    expect((await lab.ledger()).map(({ outcome }) => outcome)).toEqual(["done", "done", "done"])
  })

  it("asks for GPUs of which each stage sees its own, and packs small stages into one job", async () => {
    const lab = tests.lab()
    const seen = lab.at("gpus")
    const gpus = ["a", "b", "c"].map((name) => long(name))
    const options = {
      usesGpu: true,
      setup: [`echo $CUDA_VISIBLE_DEVICES@$SLURMD_NODENAME >> ${seen}`],
    }
    expect(await lab.ended(lab.start(planOfStages(gpus), options))).toBe(0)
    const lines = readFileSync(seen, "utf8").trim().split("\n")
    expect(new Set(lines).size).toBe(3)
    for (const line of lines) expect(line).toMatch(/^[0-3]@n[12]$/)

    const small = Array.from({ length: 6 }, (_, index) => stageNamed(`small${index}`, []))
    const before = new Set(
      tests.cluster().slurm("squeue", "-h", "-t", "all", "-o", "%F").split("\n"),
    )
    expect(await lab.ended(lab.start(planOfStages(small), { seconds: 2 }))).toBe(0)
    const after = tests.cluster().slurm("squeue", "-h", "-t", "all", "-o", "%F").split("\n")
    expect(after.filter((number) => !before.has(number))).toHaveLength(1)
    expect(small.every(({ kind, key }) => existsSync(lab.at("artifacts", kind, key)))).toBe(true)
  })

  it("says at once what Slurm refuses", async () => {
    const lab = tests.lab()
    const controller = lab.start(planOfStages([long("a")]), { partition: "nowhere" })
    expect(await lab.ended(controller)).toBe(0)
    expect(controller.said()).toContain("invalid partition specified: nowhere")
  })
})
