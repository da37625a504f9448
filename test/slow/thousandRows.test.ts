import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import { expect, it } from "vitest"
import { reportPage } from "../../reports/page.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"
import { sample } from "../reports/sample.ts"

const executablePath = process.env["ABLATE_TEST_CHROMIUM"] ?? "/usr/bin/chromium"
const seeds = [0, 1, 2]
const arms = Array.from({ length: 1000 }, (_, index) => `arm ${index}`)
const commit = "0123456789abcdef0123456789abcdef01234567"

/** The task's stage that measured a column of an arm. */
const keyOf = (arm: string, column: string, seed: number): string =>
  `${arm} ${column.split(".")[0]} ${seed}`.replaceAll(" ", "-").padEnd(64, "0")

const cellOf = (arm: string, column: string, row: number) => ({
  state: "measured" as const,
  mean: 50 + row / 100,
  std: 1,
  n: seeds.length,
  best: false,
  seeds,
  dropped: 0,
  missing: [],
  values: seeds.map((seed) => ({ seed, value: 50 + seed, subjects: 12, dropped: 0 })),
  runs: seeds.map((seed) => {
    const key = keyOf(arm, column, seed)
    return { key, stage: `score ${arm}`, seed, commit, dirty: false }
  }),
})

const table = {
  ...sample,
  rows: arms.map((arm, row) => ({
    arm,
    label: arm,
    group: 0,
    stub: [arm],
    factors: {},
    cells: sample.columns.map(({ name }) => cellOf(arm, name, row)),
  })),
  subjects: arms.flatMap((arm) =>
    sample.columns.flatMap(({ name, unit }) =>
      seeds.flatMap((seed) =>
        Array.from({ length: 12 }, (_, index) => ({
          block: "",
          arm,
          column: name,
          unit,
          seed,
          fold: null,
          subject: `subject-${index}`,
          value: 50 + index,
          key: keyOf(arm, name, seed),
        })),
      ),
    ),
  ),
}

const steps = Array.from({ length: 40 }, (_, index) => 25 * index)
const curves = (stage: string) => [
  { key: stage, title: "finetune: loss", steps, values: steps.map((step) => 1 / (1 + step)) },
]
const work = new Map(
  arms.flatMap((arm) =>
    seeds.flatMap((seed) =>
      ["glioma", "subtype"].map((task) => {
        const key = keyOf(arm, task, seed)
        return [key, { devices: ["cpu"], time: "1 h", curves: curves(key) }] as const
      }),
    ),
  ),
)

const stage = (kind: string, names: readonly string[], key: string, inputs: readonly string[]) => ({
  key,
  kind,
  arms: names,
  inputs,
  isDone: true,
})
const stages = [
  stage("preprocess", arms, "data", []),
  ...arms.flatMap((arm) =>
    seeds.flatMap((seed) => [
      stage("pretrain", [arm], `${arm} pretrain ${seed}`, ["data"]),
      stage("finetune", [arm], `${arm} finetune ${seed}`, [`${arm} pretrain ${seed}`]),
      stage("score", [arm], `${arm} score ${seed}`, [`${arm} finetune ${seed}`]),
    ]),
  ),
]
const values = arms.map((name) => ({
  field: "pretraining.optimizer.lr",
  value: "0.001",
  place: "study.ts:4:2",
  arms: [{ name, label: name, targets: [sample.name] }],
}))

it.skipIf(!existsSync(executablePath))(
  "a page of a thousand rows, with its plan, costs a browser less than a second of a processor to open",
  async () => {
    const file = join(temporaryFolder(), "index.html")
    const report = { name: "many", summary: [], tables: [table], figures: [], notes: [] }
    writeFileSync(file, reportPage({ ...report, provenance: [], values, work, stages }))
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
    try {
      const page = await browser.newPage()
      const session = await page.context().newCDPSession(page)
      // The time of the page's thread: other programs of the machine do not count.
      await session.send("Performance.enable", { timeDomain: "threadTicks" })
      await page.goto(pathToFileURL(file).href, { timeout: 120_000 })
      await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
      const { metrics } = await session.send("Performance.getMetrics")
      const seconds = metrics.find(({ name }) => name === "TaskDuration")?.value
      console.log(`${seconds} s of a processor`)
      expect(seconds).toBeLessThan(1)

      await page.locator("td button").first().click({ timeout: 120_000 })
      const card = page.locator(".card:visible")
      expect(await card.getByRole("img").count()).toBe(1)
      await card.locator("summary", { hasText: "By subject (12)" }).click()
    } finally {
      await browser.close()
    }
  },
)
