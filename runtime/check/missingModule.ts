import { existsSync, readdirSync } from "node:fs"
import { basename, dirname, resolve } from "node:path"
import { ts } from "ts-morph"
import { closest } from "../../dsl/closest.ts"

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /\.([cm]?ts|json)$/.test(name)) : []

/** What to do about an import of a file or package that is not there. */
export const missingModuleHint = (node: ts.Node | undefined): string => {
  if (node === undefined || !ts.isStringLiteral(node)) return "correct the name"
  const { text } = node
  if (!text.startsWith(".")) return `install it: npm install ${text}; or correct the name`
  const own = basename(node.getSourceFile().fileName)
  const path = resolve(dirname(node.getSourceFile().fileName), text)
  const files = filesIn(dirname(path)).filter((name) => name !== own)
  const match = closest(basename(path), files)
  if (match !== undefined) return `did you mean "${text.slice(0, text.lastIndexOf("/"))}/${match}"?`
  return existsSync(dirname(path))
    ? `the folder holds ${files.slice(0, 6).join(", ") || "no other such file"}`
    : `there is no folder ${dirname(path)}`
}
