import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { remoteStoreOf, slurmProfile } from "../../dsl/config.ts"
import { configFor, readConfig } from "../../runtime/check/configFile.ts"

const written = (code: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), "ablate-")), "ablate.config.ts")
  writeFileSync(file, `import { defineConfig } from "ablate"\n${code}`)
  return file
}

const told = async (code: string) => {
  const { faults } = await Effect.runPromise(Effect.flip(readConfig(written(code))))
  return faults.map(({ what, where: { line, field } }) => ({ what, line, field }))
}

describe("ablate.config.ts", { timeout: 60_000 }, () => {
  it("fills the defaults of a profile in", async () => {
    const config = await Effect.runPromise(
      readConfig(
        written(`export default defineConfig({ slurm: { default: { partition: "gpu" } } })`),
      ),
    )
    // Of docs/cluster.md's table.
    expect(slurmProfile(config, "default")).toMatchObject({
      partition: "gpu",
      account: null,
      gres: "gpu:1",
      hours: 24,
      margin: 1.5,
    })
    expect(slurmProfile(config, "other")).toBeUndefined()
  })

  it("has a remote store, whose address must be one", async () => {
    const config = await Effect.runPromise(
      readConfig(
        written(
          `export default defineConfig({ store: { remote: { url: "https://s3.example.org/group", sign: "aws" } } })`,
        ),
      ),
    )
    // Of docs/remoteStore.md's table.
    expect(remoteStoreOf(config)).toEqual({
      url: "https://s3.example.org/group",
      sign: "aws",
      region: "us-east-1",
      push: true,
      mostGB: 64,
    })
    expect(slurmProfile(config, "default")).toBeUndefined()
    const wrong = `const url = "s3.example.org"
export default defineConfig({ store: { remote: { url } } })`
    expect(await told(wrong)).toEqual([expect.objectContaining({ field: "store.remote.url" })])
  })

  it("tells wrong values where they are written, all at once, also of what the compiler does not see", async () => {
    const found = await told(`const test = { hours: -1,
  margin: 0.5 }
export default defineConfig({ slurm: { default: {}, test } })`)
    expect(found).toEqual([
      expect.objectContaining({ line: 2, field: "slurm.test.hours" }),
      expect.objectContaining({ line: 3, field: "slurm.test.margin" }),
    ])
    expect(
      await told(`const extra = { partition: "gpu", hour: 3 }
export default defineConfig({ slurm: { default: extra } })`),
    ).toEqual([
      {
        what: 'a Slurm profile has no field "hour"',
        line: 2,
        field: "slurm.default.hour",
      },
    ])
  })

  it("tells what the type checker finds, what does not load, and what is no configuration", async () => {
    expect(
      await told(`export default defineConfig({ slurm: { default: { hours: "3" } } })`),
    ).toEqual([expect.objectContaining({ line: 2 })])
    expect(await told(`export default defineConfig({ slurm: {} })\nthrow new Error("no")`)).toEqual(
      [expect.objectContaining({ what: "the configuration does not load: no" })],
    )
    expect(await told("export const config = defineConfig({ slurm: {} })")).toEqual([
      expect.objectContaining({
        what: "the configuration has neither profiles of a cluster nor a remote store",
      }),
    ])
  })

  it("is the nearest above an experiment, within its repository", () => {
    const file = written("export default defineConfig({ slurm: {} })")
    const root = join(file, "..")
    mkdirSync(join(root, "a/b"), { recursive: true })
    mkdirSync(join(root, "own/.git"), { recursive: true })
    expect(configFor(join(root, "a/b/study.ts"))).toBe(file)
    expect(configFor(join(root, "own/study.ts"))).toBeUndefined()
  })
})
