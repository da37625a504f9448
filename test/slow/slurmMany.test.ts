// Many tiny stages: they go to Slurm by few calls, as arrays of packs, and what that costs its controller is stated.
import { describe, expect, it } from "vitest"
import { hasSlurm } from "../executors/slurm/cluster/cluster.ts"
import { clusterTests } from "../executors/slurm/lab.ts"
import { planOfStages, stageNamed } from "../schedule/fixtures/stages.ts"

describe.skipIf(!hasSlurm)("500 tiny stages on Slurm", () => {
  const tests = clusterTests()

  it("are done in bounded time with few requests to its controller", async () => {
    const lab = tests.lab()
    const slurm = (program: string, ...args: readonly string[]) =>
      tests.cluster().slurm(program, ...args)
    const stages = Array.from({ length: 500 }, (_, index) =>
      stageNamed(`tiny${index}`, [], { trace: lab.trace }),
    )
    slurm("sdiag", "--reset")
    const begun = performance.now()
    // As the ledger would say of them; Slurm is asked as often as by default.
    const controller = lab.start(planOfStages(stages), {
      seconds: 2,
      packSeconds: 20,
      stages: 500,
      pollEvery: 10_000,
    })
    expect(await lab.ended(controller)).toBe(0)
    const seconds = (performance.now() - begun) / 1000
    const said = slurm("sdiag")
    const counts = new Map(
      [...said.matchAll(/(REQUEST_\w+)\s*\(\s*\d+\)\s*count:(\d+)\s+ave_time:(\d+)/g)].map(
        ([, name = "", count, average]) =>
          [name, { count: Number(count), average: Number(average) }] as const,
      ),
    )
    console.log(`${Math.round(seconds)} s`, Object.fromEntries(counts))
    expect(lab.marks("start")).toHaveLength(500)
    expect(lab.marks("overlap")).toEqual([])
    expect((await lab.ledger()).every(({ outcome }) => outcome === "done")).toBe(true)
    expect(counts.get("REQUEST_SUBMIT_BATCH_JOB")?.count).toBeLessThanOrEqual(3)
    // A look in ten seconds.
    expect(counts.get("REQUEST_JOB_INFO")?.count).toBeLessThanOrEqual(seconds / 10 + 2)
    expect(seconds).toBeLessThan(900)
  })
})
