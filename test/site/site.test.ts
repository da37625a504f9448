import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { extname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import { expect, it } from "vitest"
import { navigation } from "../../docs/navigation.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

/** Debian's Chromium. */
const executablePath = process.env["ABLATE_TEST_CHROMIUM"] ?? "/usr/bin/chromium"
const root = fileURLToPath(new URL("../..", import.meta.url))
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
}

/** Serves the files of a folder; closed when it goes out of scope. */
const served = async (folder: string) => {
  const server = createServer(({ url = "/" }, response) => {
    const file = join(folder, new URL(url, "http://localhost").pathname)
    const isThere = existsSync(file) && statSync(file).isFile()
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream")
    response.writeHead(isThere ? 200 : 404).end(isThere ? readFileSync(file) : "")
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return { at: `http://127.0.0.1:${port}/`, [Symbol.dispose]: () => void server.close() }
}

it(
  "the site builds without dead links, its search finds a field with no other host, and its pages need no server",
  { timeout: 180_000 },
  async () => {
    const folder = temporaryFolder()
    const vitepress = join(root, "node_modules/vitepress/bin/vitepress.js")
    execFileSync(process.execPath, [vitepress, "build", "docs", "--outDir", folder], { cwd: root })
    for (const page of Object.values(navigation).flat())
      expect(existsSync(join(folder, page.replace(/md$/, "html")))).toBe(true)

    if (!existsSync(executablePath)) return
    using site = await served(folder)
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
    try {
      const page = await browser.newPage()
      const asked: string[] = []
      const failed: string[] = []
      page.on("request", (request) => void asked.push(request.url()))
      page.on("requestfailed", (request) => void failed.push(request.url()))
      page.on("response", (response) => void (response.ok() || failed.push(response.url())))
      await page.goto(`${site.at}index.html`, { waitUntil: "networkidle" })
      await page.locator(".VPNavBarSearch button").click()
      await page.locator("#localsearch-input").fill("pbtReduction")
      await page.locator(".results li", { hasText: "M2-MAE" }).first().waitFor()
      await page
        .locator(".results li", { hasText: /Every field.*m2mae/ })
        .first()
        .click()
      await page.locator("h1", { hasText: "Every field" }).waitFor()
      expect(failed).toEqual([])
      expect(asked.filter((url) => !url.startsWith(site.at) && !url.startsWith("data:"))).toEqual(
        [],
      )

      // Without a server a browser runs no module, and searches nothing; pages, style and links are there.
      await page.goto(pathToFileURL(join(folder, "index.html")).href)
      await page.locator(".VPSidebar a", { hasText: "M2-MAE" }).click()
      await page.locator("h1", { hasText: "M2-MAE" }).waitFor()
      const position = "getComputedStyle(document.querySelector('.VPSidebar')).position"
      expect(await page.evaluate(position)).toBe("fixed")
    } finally {
      await browser.close()
    }
  },
)
