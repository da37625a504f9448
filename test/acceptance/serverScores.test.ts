import { createHash } from "node:crypto"
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

const file = "serverScores.ts"

/** Five subjects, two of them without the file of their segmentation. */
const studyFolder = async (): Promise<{ folder: string; tested: readonly string[] }> => {
  const folder = temporaryFolder()
  copyFileSync(join(import.meta.dirname, file), join(folder, file))
  const made = await ablate(
    ["phantom", "--layout", "brats", "training", "--subjects", "5", "--size", "24"],
    folder,
  )
  expect(made.stderr).toBe("")
  const subjects = readdirSync(join(folder, "training")).filter((name) => name.startsWith("BraTS"))
  const tested = subjects.slice(3)
  mkdirSync(join(folder, "validation"))
  mkdirSync(join(folder, "scores"))
  for (const id of tested) {
    renameSync(join(folder, "training", id), join(folder, "validation", id))
    // A segmentation that lies there all the same is not read.
    writeFileSync(join(folder, "validation", id, `${id}-seg.nii.gz`), "none")
  }
  return { folder, tested }
}

it("trains on all labels, sends the others' predictions, and draws a server's scores of them", async () => {
  const { folder, tested } = await studyFolder()
  const run = (...args: readonly string[]) => ablate(args, folder, { SCORES: "scores" })
  const done = await run("run", file, "--slots", "2")
  expect(done.stderr).toBe("")
  const [drawn] = readdirSync(join(folder, ".ablate", "reports"))
  const page = (name: string) =>
    readFileSync(join(folder, ".ablate", "reports", drawn ?? "", name), "utf8")
  expect(page("results.md")).toContain("unscored")
  expect(page("results.md")).toContain("BraTS 2023 has not scored it")
  expect(page("results.md")).toContain("all subjects with labels are trained on")

  const sent = await run("predictions", file, "--out", "sent")
  expect(sent.stderr).toBe("")
  expect(readdirSync(join(folder, "sent")).toSorted()).toEqual(
    tested.map((id) => `${id}.nii.gz`).toSorted(),
  )
  const [, key = ""] = /a \.csv with ([0-9a-f]{12}) in its name/.exec(sent.stdout) ?? []
  expect(key).not.toBe("")

  const scores = join(folder, "scores", `unetr-${key}.csv`)
  const [first = "", second = ""] = tested
  const wrong = `,Dice_WT,Dice_TC,Dice_ET\n${first},85,0.5,0.5\n${first},0.8,none,0.5\nmean,0.8,0.5,0.5\n`
  writeFileSync(scores, wrong)
  const refused = await run("check", file)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(`unetr-${key}.csv:2`)
  expect(refused.stderr).toContain('"85" in column "Dice_WT" is no share')
  expect(refused.stderr).toContain('"none" in column "Dice_TC"')
  expect(refused.stderr).toContain(`${first} is in line 2 and again in line 3`)
  expect(refused.stderr).toContain(`1 of 2 test subjects have no row: ${second}`)

  const right = `,Dice_WT,Dice_TC,Dice_ET\n${second},0.9,0.5,1\n${first},0.8,0.25,0\nmean,9,9,9\n`
  writeFileSync(scores, right)
  expect((await run("report", file)).stderr).toBe("")
  const sha256 = createHash("sha256").update(right).digest("hex")
  // (80 + 90) / 2, (25 + 50) / 2, (0 + 100) / 2.
  expect(page("results.md")).toMatch(/UNETR +\|[^\n]*85\.00[^\n]*37\.50[^\n]*50\.00/)
  expect(page("results.md")).toContain(`unetr-${key}.csv (sha256 ${sha256.slice(0, 12)})`)
  expect(page("index.html")).toContain(`scored by BraTS 2023: unetr-${key}.csv (sha256`)
  expect(page("report.json")).toContain(sha256)
  expect(page("results.subjects.csv")).toContain(`${first},25,`)
  expect(page("shown.svg")).toContain(first)
}, 600_000)
