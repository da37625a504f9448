import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { fieldsFiller } from "../../docs/fieldsFiller.ts"
import { filledPage } from "../../docs/filledPage.ts"
import { fillers } from "../../docs/fillers.ts"
import { headingAddress } from "../../docs/headingAddress.ts"
import { navigation } from "../../docs/navigation.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { Count, defaulted, defineMask, required } from "../../dsl/index.ts"

const root = join(import.meta.dirname, "../..")
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...globSync("docs/**/*.md", { cwd: root }).toSorted(),
].map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }))

describe("the pages", () => {
  it.each(metricDefinitions)("of metrics have one of $kind", ({ kind }) => {
    const own = pages.filter(({ file }) => file.startsWith("docs/metrics/"))
    expect(own.filter(({ text }) => text.includes(`${kind}(`))).toHaveLength(1)
  })

  it("show fields, commands and files as the code has them (npm run docs)", async () => {
    const written = await fillers()
    for (const { file, text } of pages)
      expect(filledPage(file, text, written)).toEqual({ text, faults: [] })
  })

  it("are in the site's navigation, once each", () => {
    const own = pages.map(({ file }) => file).filter((file) => file.startsWith("docs/"))
    const listed = Object.values(navigation).flat()
    expect(listed.map((page) => `docs/${page}`).toSorted()).toEqual(own)
  })

  it.each(pages)("$file links to files that are there", ({ file, text }) => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) => to)
    const local = links.filter((to) => !/^[a-z]+:/.test(to))
    const missing = local.filter((to) => !existsSync(join(root, dirname(file), to)))
    expect(missing.map((to) => relative(root, to))).toEqual([])
  })

  it.each(pages)("$file links to headings that are there", ({ file, text }) => {
    const links = [...text.matchAll(/\]\(([^)#\s]*)#([^)]+)\)/g)]
    const missing = links.filter(([, to = "", heading = ""]) => {
      if (/^[a-z]+:/.test(to)) return false
      const page = to === "" ? file : join(dirname(file), to)
      const found = pages.find((each) => each.file === page)?.text.matchAll(/^#+ (.+)$/gm) ?? []
      return ![...found].some(([, title = ""]) => headingAddress(title) === heading)
    })
    expect(missing.map(([link]) => link)).toEqual([])
  })
})

const stripes = defineMask({
  kind: "stripes",
  doc: "Masks every n-th position.",
  implementation: "ablate:nowhere",
  fields: {
    every: defaulted(Count, 2, "Distance | of masked\n  positions.", "our pilot"),
    axes: required(Schema.Array(Count), "Axes."),
    steps: defaulted(
      Schema.Unknown,
      Array.from({ length: 6 }, (_, n) => ({ kind: `step${n}`, probability: 0.5, amount: n })),
      "Steps.",
      "none",
    ),
  },
})

const fill = (text: string) => filledPage("p.md", text, { fields: fieldsFiller([stripes]) })

describe("a marker", () => {
  const empty = "before\n<!-- fields: mask stripes -->\n<!-- end fields -->\nafter"

  it("is filled with each field, its default and source, and filling again changes nothing", () => {
    const { text, faults } = fill(empty)
    expect(faults).toEqual([])
    expect(text).toContain("| `every` | Distance \\| of masked positions. | `2` | our pilot |")
    expect(text).toContain("| `axes` | Axes. | required |  |")
    expect(text).toContain(
      "`[step0(...), step1(...), step2(...), step3(...), step4(...), step5(...)]`",
    )
    expect(text.startsWith("before\n")).toBe(true)
    expect(text.endsWith("\nafter")).toBe(true)
    expect(fill(text)).toEqual({ text, faults: [] })
  })

  it("leaves out the fields that it names", () => {
    const { text } = fill(empty.replace(" -->", " except every steps -->"))
    expect(text).toContain("`axes`")
    expect(text).not.toContain("`every`")
  })

  it.each([
    ["<!-- fields: mask stirpes -->\n<!-- end fields -->", "there is no mask stirpes"],
    ["<!-- fields: mask stripes except evry -->\n<!-- end fields -->", `no field "evry"`],
    ["<!-- fields: mask stripes -->\ntext", "fields has no end"],
    ["<!-- fields: mask -->\n<!-- end fields -->", "is no marker"],
  ])("that is wrong is told with its line: %s", (text, what) => {
    const { faults } = fill(`first\n${text}`)
    expect(faults).toHaveLength(1)
    expect(faults[0]?.what).toContain(what)
    expect(faults[0]?.where).toEqual({ file: "p.md", line: 2 })
  })
})
