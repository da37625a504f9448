import { existsSync } from "node:fs"
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { reportPage } from "../../reports/page.ts"
import { summarize } from "../../reports/summary.ts"
import { sample } from "./sample.ts"
import { study } from "./study.ts"

/** Debian's Chromium. */
const executablePath = process.env["ABLATE_TEST_CHROMIUM"] ?? "/usr/bin/chromium"

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="200"><path d="M0 0h9"/></svg>'

const written = (field: string, name: string, target: string) => ({
  field,
  value: "1",
  place: "study.ts:5:3",
  arms: [{ name, label: name, targets: [target] }],
})
const page = "http://localhost:5000/#/experiments/1/runs/2"
const loss = { key: "1", title: "finetune: loss", steps: [1, 2, 3], values: [0.9, 0.6, 0.4] }

const reportOf = (table: typeof sample): string =>
  reportPage({
    name: "a-report-of-a-quick-try-pretraining.epochs=4,tasks.lesion.epochs=2",
    summary: summarize(study),
    tables: [table],
    figures: [
      {
        name: "figure",
        caption: "A figure",
        description: "",
        notes: [],
        svg,
        png: new Uint8Array(),
      },
    ],
    notes: [],
    provenance: [],
    values: [
      { field: "seeds", value: "[0,1]", place: "study.ts:4:3", arms: null },
      written("pretraining.ratio", "scratch", "Table 1"),
      written("pretraining.lambda", "scratch", "another table"),
      written("tasks.glioma.epochs", "scratch", "Table 1"),
      written("tasks.subtype.epochs", "scratch", "Table 1"),
    ],
    work: new Map([["scr1", { devices: ["cpu"], time: "2 h", mlflow: page, curves: [loss] }]]),
    stages: [],
  })

const [first] = sample.rows
if (first === undefined) throw new Error("the sample has rows")
const many = {
  ...sample,
  rows: Array.from({ length: 20 }, (_, index) => ({
    ...first,
    label: `arm ${index}`,
    stub: [`arm ${index}`],
  })),
}

describe.skipIf(!existsSync(executablePath))("the page in Chromium", { timeout: 60_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  }, 60_000)
  afterAll(() => browser.close())

  const opened = async (options: BrowserContextOptions = {}, html = reportOf(sample)) => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await page.setContent(html)
    return page
  }

  const arms = (page: Page) => page.locator("#Table-1 tbody th[scope=row]").allTextContents()
  const hd95 = (page: Page) => page.locator("#Table-1 th[data-column='2'] button")

  it("sorts a table by a column, the best first, then the other way, then as written", async () => {
    const page = await opened()
    const written = await arms(page)
    // HD95 of the sample: MAE 10, the awkward arm 5, scratch none.
    const [scratch, mae, awkward] = written
    await hd95(page).click()
    expect(await arms(page)).toEqual([awkward, mae, scratch])
    expect(await page.locator("[aria-sort]").getAttribute("aria-sort")).toBe("ascending")
    await hd95(page).click()
    expect(await arms(page)).toEqual([mae, awkward, scratch])
    await hd95(page).click()
    expect(await arms(page)).toEqual(written)
  })

  it("opens what is behind a number by mouse and by keyboard, without scripts too", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await opened({ javaScriptEnabled })
      const number = page.getByRole("button", { name: "± 3.54" })
      const card = page.locator(`#${await number.getAttribute("popovertarget")}`)
      await number.click()
      expect(await card.isVisible()).toBe(true)
      expect(await card.textContent()).toContain("seed 1: 65.00 (2 subjects)")
      await page.keyboard.press("Escape")
      expect(await card.isVisible()).toBe(false)
      await number.focus()
      await page.keyboard.press("Enter")
      expect(await card.isVisible()).toBe(true)
    }
  })

  it("shows in a card device, time, MLflow's page, curves, subjects, and values of arm and task", async () => {
    const page = await opened()
    await page.getByRole("button", { name: "± 3.54" }).click()
    const card = page.locator(".card:visible")
    expect(await card.locator("li").last().textContent()).toContain("; cpu, 2 h; MLflow")
    expect(await card.getByRole("link").getAttribute("href")).toContain("/runs/2")
    expect(await card.getByRole("img").getAttribute("aria-label")).toBe(
      "finetune: loss, step 1 to 3: 0.4 to 0.9",
    )
    const table = async (name: string) => {
      await card.locator("summary", { hasText: name }).click()
      const rows = await card.locator("details[open] tbody tr").all()
      await card.locator("details[open] td").first().waitFor()
      const cells = await Promise.all(rows.map((row) => row.locator("td").allTextContents()))
      await card.locator("summary", { hasText: name }).click()
      return cells
    }
    expect(await table("By subject (2)")).toEqual([
      ["p1", "50.00", "50.00"],
      ["p2", "70.00", "80.00"],
    ])
    expect((await table("written (3)")).map(([field]) => field)).toEqual([
      "seeds",
      "pretraining.ratio",
      "tasks.glioma.epochs",
    ])
  })

  it("finds rows of a long table by words", async () => {
    const page = await opened({}, reportOf(many))
    await page.getByRole("searchbox").fill("arm 1")
    expect(await page.locator("#Table-1 tbody tr:visible").count()).toBe(11)
    expect(await (await opened()).getByRole("searchbox").count()).toBe(0)
  })

  it("fits a screen of 400 pixels: tables scroll by themselves, with the arm in sight", async () => {
    const page = await opened({ viewport: { width: 400, height: 800 } })
    const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    expect(widths).toEqual([400, 400])
    await page.locator("#Table-1 .scroll").evaluate("(node) => node.scrollBy(300, 0)")
    const arm = await page.locator("#Table-1 tbody th").first().boundingBox()
    expect(arm?.x).toBeLessThan(40)
    await page.getByRole("button", { name: "± 3.54" }).click()
    const card = await page.locator(".card:visible").boundingBox()
    expect((card?.x ?? 0) + (card?.width ?? 0)).toBeLessThanOrEqual(400)
  })

  it("is dark where the reader's screen is, and never on paper", async () => {
    const page = await opened({ colorScheme: "dark" })
    const colours = () =>
      page.evaluate(
        "['background-color', 'color'].map((name) => getComputedStyle(document.body).getPropertyValue(name))",
      )
    expect(await colours()).toEqual(["rgb(22, 24, 28)", "rgb(230, 230, 230)"])
    await page.emulateMedia({ media: "print" })
    expect(await colours()).toEqual(["rgb(255, 255, 255)", "rgb(26, 26, 26)"])
    expect(await page.locator("nav").isVisible()).toBe(false)
  })
})
