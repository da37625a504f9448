/**
 * Writes what the pages beside this file show of the code: fields, commands, files (`npm run docs`).
 * With `--check` it writes nothing, names the pages that are not up to date, and exits with 1.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import type { Fault } from "../dsl/fault.ts"
import { filledPage } from "./filledPage.ts"
import { fillers } from "./fillers.ts"

const folder = import.meta.dirname
const check = process.argv.includes("--check")

const faultLine = ({ what, where, hint }: Fault): string =>
  `${where.file}:${where.line}: ${what}${hint === undefined ? "" : `; ${hint}`}`

const written = await fillers()

const told = globSync("**/*.md", { cwd: folder })
  .toSorted()
  .flatMap((page) => {
    const path = join(folder, page)
    const file = relative(process.cwd(), path)
    const text = readFileSync(path, "utf8")
    const filled = filledPage(file, text, written)
    if (filled.faults.length > 0) return filled.faults.map(faultLine)
    if (filled.text === text) return []
    if (check) return [`${file} is not up to date: npm run docs`]
    writeFileSync(path, filled.text)
    console.log(file)
    return []
  })
for (const line of told) console.error(line)
process.exitCode = told.length > 0 ? 1 : 0
