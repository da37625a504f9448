import { existsSync, readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join, resolve } from "node:path"
import { ts } from "ts-morph"
import { closest } from "../../dsl/closest.ts"
import { faces } from "../plan/code/ownCode.ts"

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /\.([cm]?ts|json)$/.test(name)) : []

/** The package of a specifier: `csv-parse` of `csv-parse/sync`, `@effect/platform` of `@effect/platform/Path`. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const packageHint = (specifier: string, file: string): string => {
  const name = packageOf(specifier)
  if (name in faces) return `write one of ${Object.keys(faces).join(", ")}`
  const places = createRequire(file).resolve.paths(name) ?? []
  return places.some((place) => existsSync(join(place, name)))
    ? `correct the name: ${name} is installed, and has no such module`
    : `install it: npm install ${name}; or correct the name`
}

/** What to do about an import of a file or package that is not there. */
export const missingModuleHint = (node: ts.Node | undefined): string => {
  if (node === undefined || !ts.isStringLiteral(node)) return "correct the name"
  const { text } = node
  const { fileName } = node.getSourceFile()
  if (!text.startsWith(".")) return packageHint(text, fileName)
  const own = basename(fileName)
  const path = resolve(dirname(fileName), text)
  const files = filesIn(dirname(path)).filter((name) => name !== own)
  const match = closest(basename(path), files)
  if (match !== undefined) return `did you mean "${text.slice(0, text.lastIndexOf("/"))}/${match}"?`
  return existsSync(dirname(path))
    ? `the folder holds ${files.slice(0, 6).join(", ") || "no other such file"}`
    : `there is no folder ${dirname(path)}`
}
