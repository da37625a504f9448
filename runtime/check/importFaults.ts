import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, relative, resolve } from "node:path"
import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { faultUnless } from "../../dsl/faultIf.ts"
import { codeOf } from "../files/cause.ts"
import { positionOf, type Source } from "./source.ts"

const candidates = (path: string): readonly string[] => [
  path.replace(/\.([cm]?)js$/, ".$1ts"),
  `${path}.ts`,
  `${path}.mts`,
  `${path}/index.ts`,
]

const addressed = (from: string, path: string): string => {
  const near = relative(dirname(from), path)
  return near.startsWith(".") ? near : `./${near}`
}

const isForTypes = (statement: ts.Statement): boolean =>
  ts.isImportDeclaration(statement)
    ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : ts.isExportDeclaration(statement) && statement.isTypeOnly

/**
 * Whether Node finds a module by its name: a package, or the project's own by its `exports` or `imports`.
 * What these give to `import` alone is found too: it is refused in other words.
 */
const isFound = (name: string, from: string): boolean => {
  try {
    createRequire(from).resolve(name)
    return true
  } catch (cause) {
    return codeOf(cause) !== "MODULE_NOT_FOUND"
  }
}

/** An import by a path that tsconfig.json alone knows. */
const aliasFaults = (
  written: ts.StringLiteral,
  fileName: string,
  { program, authors }: Source,
): readonly Fault[] => {
  const [meant] = program.getTypeChecker().getSymbolAtLocation(written)?.declarations ?? []
  if (meant === undefined || !ts.isSourceFile(meant) || !authors.includes(meant)) return []
  return faultUnless(isFound(written.text, fileName), () => ({
    what: `Node does not find "${written.text}": paths of tsconfig.json are the compiler's alone`,
    where: positionOf(written),
    expected: "the name of the file, as Node loads it",
    hint: `write "${addressed(fileName, meant.fileName)}"`,
  }))
}

/** Imports of files that Node will not find, though the compiler does: it loads the very name. */
export const importFaults = (whole: Source): readonly Fault[] =>
  whole.authors.flatMap((source) =>
    source.statements.flatMap((statement) => {
      const written =
        ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
          ? statement.moduleSpecifier
          : undefined
      if (written === undefined || !ts.isStringLiteral(written) || isForTypes(statement)) return []
      if (!/^\.\.?\//.test(written.text)) return aliasFaults(written, source.fileName, whole)
      const path = resolve(dirname(source.fileName), written.text)
      if (existsSync(path)) return []
      const meant = candidates(path).find((each) => existsSync(each))
      // The compiler has told of a file that is nowhere.
      if (meant === undefined) return []
      return [
        fault({
          what: `there is no file "${written.text}"`,
          where: positionOf(written),
          expected: "the name of the file with its ending, as Node loads it",
          hint: `write "${addressed(source.fileName, meant)}"`,
        }),
      ]
    }),
  )

const importsOf = (source: ts.SourceFile) =>
  source.statements.flatMap((statement) => {
    const written = ts.isImportDeclaration(statement) ? statement.moduleSpecifier : undefined
    return written !== undefined && ts.isStringLiteral(written) && written.text.startsWith(".")
      ? [{ written, path: resolve(dirname(source.fileName), written.text) }]
      : []
  })

/** Where a file imports one that imports it in turn, directly or through others. */
export const circularImport = (
  { authors }: Source,
  file: string,
): { readonly where: Fault["where"]; readonly files: readonly string[] } | undefined => {
  const byPath = new Map(authors.map((source) => [source.fileName, source]))
  const leadsBack = (path: string, seen: ReadonlySet<string>): boolean => {
    if (path === file) return true
    const source = byPath.get(path)
    if (source === undefined || seen.has(path)) return false
    return importsOf(source).some((each) => leadsBack(each.path, new Set([...seen, path])))
  }
  const start = byPath.get(file)
  const found = (start === undefined ? [] : importsOf(start)).find(({ path }) =>
    leadsBack(path, new Set()),
  )
  return found === undefined
    ? undefined
    : { where: positionOf(found.written), files: [file, found.path] }
}
