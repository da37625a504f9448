import { readFileSync } from "node:fs"
import { join } from "node:path"
import { defineConfig } from "vitepress"
import { headingAddress } from "../headingAddress.ts"
import { navigation } from "../navigation.ts"

const folder = join(import.meta.dirname, "..")

/** What a page calls itself, without what it adds after a colon. */
const titleOf = (page: string): string => {
  const [first = ""] = readFileSync(join(folder, page), "utf8").split("\n", 1)
  return first.replace("# ", "").replaceAll("`", "").replace(/:.*/, "")
}

/** A page whose links start at its own folder, so that a browser follows them without a server too. */
const withRelativeLinks = (html: string, page: string): string => {
  const up = "../".repeat(page.split("/").length - 1) || "./"
  return html
    .replaceAll('href="/"', `href="${up}index.html"`)
    .replaceAll(/(href|src)="\/(?!\/)/g, `$1="${up}`)
}

export default defineConfig({
  title: "ablate",
  description: "Experiment-as-code for self-supervised learning on multi-modality MRI",
  head: [["link", { rel: "icon", href: "data:," }]],
  outDir: "../dist/site",
  cacheDir: "../dist/siteCache",
  // One folder of plain files, whose links a server of files and GitHub's pages follow alike.
  cleanUrls: false,
  lastUpdated: false,
  transformHtml: (html, _file, { page }) => withRelativeLinks(html, page),
  markdown: { anchor: { slugify: headingAddress } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    sidebar: Object.entries(navigation).map(([text, pages]) => ({
      text,
      items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })),
    })),
  },
})
