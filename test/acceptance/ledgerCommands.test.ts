import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, start, temporaryFolder } from "./ablate.ts"

const studyAt = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const study = studyAt("./tiny.ts")
const other = studyAt("./small.ts")

/** Turns one bit of a file. */
const flip = (file: string): void => {
  const bytes = readFileSync(file)
  bytes[bytes.length >> 1]! ^= 1
  writeFileSync(file, bytes)
}

describe("commands on a store", { timeout: 180_000 }, () => {
  const folder = temporaryFolder()
  const artifacts = join(folder, ".ablate/artifacts")
  const report = join(folder, ".ablate/reports/tiny/report.json")
  let watched = ""

  beforeAll(async () => {
    const run = start(["run", study, "--slots", "2"], folder)
    await sleep(2500)
    const watch = start(["watch"], folder)
    await run.ended
    await sleep(1500)
    watch.kill("SIGINT")
    watched = (await watch.ended).stdout
  }, 180_000)

  it("watch follows the run of another terminal", () => {
    expect(watched).toMatch(/\d+ stages? done, [12] running/)
  })

  it("status counts what is done", async () => {
    const { stdout, code } = await ablate(["status"], folder)
    expect(stdout).toContain("16 stages done, 0 running, 0 stopped, 0 failed")
    expect(code).toBe(0)
  })

  it("logs shows one stage, and names those that a name leaves open", async () => {
    const open = await ablate(["logs", "pretrain"], folder)
    expect(open.code).toBe(1)
    expect(open.stderr).toMatch(/"pretrain" names 2 stages/)
    const [key] = /[0-9a-f]{8}(?= pretrain MAE seed 1)/.exec(open.stderr) ?? []
    const { stderr, code } = await ablate(["logs", key ?? ""], folder)
    expect(stderr).toContain("pretrain MAE seed 1: attempt 1 of 1, done")
    expect(code).toBe(0)
  })

  it("gc keeps what the files reach, shows the rest, and removes it when told to", async () => {
    const kept = await ablate(["gc", study, "--remove"], folder)
    expect(kept.stdout).toContain("nothing to remove")
    const copy = temporaryFolder()
    await ablate(["run", study], copy)
    const shown = await ablate(["gc", other], copy)
    expect(shown.stdout).toMatch(/16 of 16 artifacts, .*would be removed/)
    expect(readdirSync(join(copy, ".ablate/artifacts/pretrain"))).toHaveLength(2)
    await ablate(["gc", other, "--remove"], copy)
    const left = readdirSync(join(copy, ".ablate/artifacts")).flatMap((kind) =>
      readdirSync(join(copy, ".ablate/artifacts", kind)),
    )
    expect(left).toEqual([])
  })

  it("store verify finds a flipped bit, and a run makes the artifact anew", async () => {
    const before = readFileSync(report, "utf8")
    const [key = ""] = readdirSync(join(artifacts, "score"))
    const [file = ""] = readdirSync(join(artifacts, "score", key)).filter(
      (name) => name !== "artifact.json",
    )
    flip(join(artifacts, "score", key, file))
    const found = await ablate(["store", "verify"], folder)
    expect(found.code).toBe(1)
    expect(found.stdout + found.stderr).toContain(file)
    const again = await ablate(["run", study], folder)
    expect(again.code).toBe(0)
    expect(again.stdout).toMatch(/done +score/)
    expect((await ablate(["store", "verify"], folder)).code).toBe(0)
    expect(readFileSync(report, "utf8")).toBe(before)
  })
})
