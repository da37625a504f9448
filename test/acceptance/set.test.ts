import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const tiny = fileURLToPath(new URL("./tiny.ts", import.meta.url))

const Plan = Schema.fromJsonString(
  Schema.Struct({
    arms: Schema.Array(
      Schema.Struct({
        arm: Schema.String,
        stages: Schema.Array(Schema.Struct({ role: Schema.String, key: Schema.String })),
      }),
    ),
  }),
)

/** Keys of the plan by arm and role. */
const keysOf = async (...flags: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const { stdout } = await ablate(
    ["plan", tiny, "--no-cost", "--json", "--set", "seeds=0", ...flags],
    temporaryFolder(),
  )
  return new Map(
    Schema.decodeSync(Plan)(stdout).arms.flatMap(({ arm, stages }) =>
      stages.map(({ role, key }) => [`${arm} ${role}`, key] as const),
    ),
  )
}

describe("--set", { timeout: 120_000 }, () => {
  it("gives other keys to the stages that read the field, and to what follows, alone", async () => {
    const [file, same, other] = await Promise.all([
      keysOf(),
      keysOf("--set", "pretraining.epochs=4"),
      keysOf("--set", "pretraining.epochs=5"),
    ])
    // The file says 4.
    expect(same).toEqual(file)
    const changed = [...file].filter(([role, key]) => other.get(role) !== key).map(([role]) => role)
    expect(changed).toEqual(["MAE pretrain", "MAE embed", "MAE subtype.probe", "MAE subtype.score"])
  })

  it("draws a report of its own, which says what was set", async () => {
    const folder = temporaryFolder()
    const set = ["--set", "pretraining.epochs=3", "--set", "seeds=0,2"]
    const { code, stdout, stderr } = await ablate(["report", tiny, ...set], folder)
    expect(code).toBe(0)
    const said = "pretraining.epochs = 3 (the file says 4)"
    expect(stderr).toContain(`warning: a quick try: ${said}`)
    expect(stdout).toContain(`A quick try, not what the file says: ${said}; seeds = `)
    const reported = join(folder, ".ablate/reports/tiny-pretraining.epochs=3,seeds=0,2")
    for (const file of ["report.json", "results.tex", "results.md", "index.html"])
      expect(readFileSync(join(reported, file), "utf8")).toContain("quick try")
  })

  it("names the field that was meant, and what a field takes, all faults at once", async () => {
    const told = async (...set: readonly string[]) => {
      const flags = set.flatMap((each) => ["--set", each])
      const { code, stderr } = await ablate(["check", tiny, ...flags], temporaryFolder())
      expect(code).toBe(1)
      return stderr
    }
    const [paths, values, alike, twice] = await Promise.all([
      told("pretraining.epoch=3", "encodr.width=24", "pretraining=scratch"),
      told("pretraining.epochs=many", "encoder.depth=0"),
      told("tasks.subtype.label=sizes"),
      told("pretraining.epochs=3", "pretraining.epochs=4"),
    ])
    expect(paths).toContain('--set pretraining.epoch=3: no arm has a field "pretraining.epoch"')
    expect(paths).toContain('did you mean "pretraining.epochs"?')
    expect(paths).toContain('did you mean "encoder.width"?')
    expect(paths).toContain("pretraining is made of fields of its own")
    expect(paths).toContain("3 faults")
    expect(values).toContain('--set pretraining.epochs=many: epochs is "many" (arms: "MAE")')
    expect(values).toContain("expected: a number")
    expect(values).toContain("--set encoder.depth=0: depth is 0")
    expect(alike).toContain("--set tasks.subtype.label=sizes")
    expect(twice).toContain("--set pretraining.epochs=4: --set pretraining.epochs=3 sets it too")
  })

  it("is refused as wrong usage where it is no FIELD=VALUE", async () => {
    const { code, stderr } = await ablate(["check", tiny, "--set", "epochs"], temporaryFolder())
    expect(code).toBe(2)
    expect(stderr).toContain("FIELD=VALUE, such as pretraining.epochs=20")
  })
})
