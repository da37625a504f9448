import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder, type Ended } from "../acceptance/ablate.ts"

const Plan = Schema.fromJsonString(Schema.Struct({ total: Schema.Struct({ toRun: Schema.Int }) }))

const extension = fileURLToPath(new URL("../acceptance/extension", import.meta.url))

describe("--accept-code", { timeout: 300_000 }, () => {
  const folder = temporaryFolder()
  const report = () => readFileSync(join(folder, ".ablate/reports/study/results.md"), "utf8")
  const toRun = async (...flags: readonly string[]) => {
    const { stdout } = await ablate(["plan", "study.ts", "--json", "--no-cost", ...flags], folder)
    return Schema.decodeSync(Plan)(stdout).total.toRun
  }
  let first = ""
  let edited: Ended

  beforeAll(async () => {
    cpSync(extension, folder, { recursive: true })
    await ablate(["run", "study.ts", "--format", "md"], folder)
    first = report()
    const file = join(folder, "stripes.draw.ts")
    const code = readFileSync(file, "utf8")
    writeFileSync(file, code.replace("let modality = 0;", "let modality = 0 + 0;"))
    edited = await ablate(["run", "study.ts", "--accept-code", "--format", "md"], folder)
  }, 300_000)

  it("takes what an edit of a constant changed as done, and records it", async () => {
    expect(edited.code).toBe(0)
    expect(edited.stdout).not.toContain("started")
    expect(edited.stdout).toMatch(
      /^accepted pretrain Stripes seed 0: .*other code: .*pretraining.mask.0/m,
    )
    const names = readdirSync(join(folder, ".ablate/accepted"))
    expect(names).toHaveLength([...edited.stdout.matchAll(/^accepted /gm)].length)
    const record: unknown = JSON.parse(
      readFileSync(join(folder, ".ablate/accepted", names[0] ?? ""), "utf8"),
    )
    expect(record).toMatchObject({ commit: null, code: {}, codeOfArtifact: {} })
    expect(await toRun()).toBe(0)
  })

  it("says so under the table, whose numbers are those of before", () => {
    expect(report()).toContain("declared harmless (--accept-code): ")
    expect(report()).toContain("pretrain Stripes seed 0")
    // Cells that an earlier code has done are marked.
    expect(report()).toMatch(/^\| Stripes .*\d(\*\*)?§ \|/m)
    const numbers = (text: string) =>
      text.split("\n").flatMap((line) => (line.startsWith("|") ? line.split(/[§\s]+/) : []))
    expect(numbers(report())).toEqual(numbers(first))
  })

  it("keeps the old artifacts from gc, and is known to store verify", async () => {
    const gc = await ablate(["gc", "study.ts"], folder)
    expect(gc.stdout).toContain("nothing to remove")
    const verify = await ablate(["store", "verify"], folder)
    expect(verify.stdout).toMatch(/\d+ results are kept across edits of the code/)
    expect(verify.code).toBe(0)
  })

  it("of plan counts and records nothing", async () => {
    const file = join(folder, "denoising.model.ts")
    writeFileSync(file, `${readFileSync(file, "utf8")}\nexport const unused = 1\n`)
    const before = readdirSync(join(folder, ".ablate/accepted"))
    expect(await toRun()).toBeGreaterThan(0)
    expect(await toRun("--accept-code")).toBe(0)
    expect(readdirSync(join(folder, ".ablate/accepted"))).toEqual(before)
  })
})
