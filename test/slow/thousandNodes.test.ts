// 100,000 stages on 1,000 nodes that fail as those of a real cluster: the real scheduler on simulated nodes.
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

describe("a plan of 100,000 stages on 1,000 nodes", () => {
  it("takes little longer than no schedule could, within a bounded memory", () => {
    const script = join(import.meta.dirname, "../schedule/fixtures/thousandNodes.ts")
    const [stages, nodes] = [100_000, 1000]
    const text = execFileSync(process.execPath, [script, String(stages), String(nodes)], {
      encoding: "utf8",
    })
    console.log(text)
    const { made, failed, jobs, failures, makespan, bound, total, longest, memory } =
      JSON.parse(text)
    expect([made, failed]).toEqual([stages, 0])
    expect(failures).toBeGreaterThan(0)
    // Each failure costs one more job, and nothing else is done twice.
    expect(jobs).toBe(stages + failures)
    expect(makespan).toBeGreaterThanOrEqual(bound)
    // Graham 1966, Bounds for Certain Multiprocessing Anomalies: any list schedule is within this.
    expect(makespan).toBeLessThan(total / nodes + longest)
    expect(makespan).toBeLessThan(1.05 * bound)
    expect(memory).toBeLessThan(4e9)
  })
})
