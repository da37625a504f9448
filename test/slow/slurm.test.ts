// A study on Slurm comes to the same numbers as on one machine.
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { hasSlurm, startCluster } from "../executors/slurm/cluster/cluster.ts"

describe.skipIf(!hasSlurm)("on Slurm", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.stop())

  it("a study comes to the same report as on one machine", async () => {
    const folder = temporaryFolder()
    cpSync(join(import.meta.dirname, "../acceptance/tiny.ts"), join(folder, "tiny.ts"))
    writeFileSync(
      join(folder, "ablate.config.ts"),
      `import { defineConfig } from "ablate"
export default defineConfig({ slurm: { default: { memoryGB: 2, cpus: 1, submitsPerMinute: 600 } } })
`,
    )
    // As many slots as cores: a stage has one thread in both.
    const here = ["run", "tiny.ts", "--slots", String(availableParallelism())]
    expect((await ablate([...here, "--store", "here"], folder)).code).toBe(0)
    expect(
      (await ablate(["run", "tiny.ts", "--on", "slurm", "--store", "there"], folder)).code,
    ).toBe(0)
    const valuesIn = (store: string) =>
      JSON.parse(readFileSync(join(folder, store, "reports/tiny/report.json"), "utf8")).tables
    expect(valuesIn("there")).toEqual(valuesIn("here"))
  })
})
