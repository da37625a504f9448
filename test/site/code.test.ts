import { spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { blocksOf, moduleOf } from "./shownCode.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const own = join(root, "test", "site", "given")
/** Within the repository, so that packages are found. */
const folder = join(root, "dist", "shown")

/** Pages whose blocks go on from each other. */
const continued = ["docs/experiments.md"]

/** Writes what a page shows into a folder of the page. */
const write = async (page: string): Promise<void> => {
  const path = join(own, page.replace("docs/", "").replace(/md$/, "ts"))
  const from = relative(join(folder, page), path)
  const given = existsSync(path) ? { [from]: Object(await import(path)) } : {}
  const blocks = blocksOf(readFileSync(join(root, page), "utf8"), "ts")
  const [first] = blocks
  const modules =
    continued.includes(page) && first !== undefined
      ? [{ line: first.line, lines: blocks.flatMap(({ lines }) => lines) }]
      : blocks
  for (const block of modules) {
    const [, name = `line${block.line}.ts`] = /^\/\/ ([\w.]+\.ts)/.exec(block.lines[0] ?? "") ?? []
    const file = join(folder, page, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, moduleOf(block, given))
  }
}

it("TypeScript on the pages compiles", { timeout: 120_000 }, async () => {
  rmSync(folder, { recursive: true, force: true })
  const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: root })]
  for (const page of pages) await write(page)
  // The page on extending shows one file of a task that is whole there.
  for (const file of ["guess.ts", "guess.record.ts", "guess.body.ts"])
    cpSync(join(root, "test/acceptance/tasks", file), join(folder, "docs/extending.md", file))
  const settings = {
    extends: "../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false },
    include: ["."],
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings))
  const tsc = join(
    dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))),
    "bin",
    "tsc",
  )
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", relative(root, folder)], {
    cwd: root,
    encoding: "utf8",
  })
  expect(stdout.replaceAll(`${relative(root, folder)}/`, "")).toBe("")
})
