import { dirname, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Project, ts } from "ts-morph"
import { isAuthors } from "../faults/authorsPositions.ts"
import { optionsFor } from "./options.ts"

/** An experiment file, what it imports and the modules of its parts, as the compiler sees them. */
export interface Source {
  readonly file: string
  readonly program: ts.Program
  /** The files that the author wrote: this one, those that it imports, JSON too, and those that implement its parts. */
  readonly authors: readonly ts.SourceFile[]
}

/** Where the compiler that ts-morph bundles has its own declarations: in memory. */
const compilerLibrary = "/node_modules/typescript/lib"

/** Files of TypeScript that `import.meta.resolve` names in a file of the author's: the modules of parts. */
const resolvedIn = (source: ts.SourceFile): readonly string[] => {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const [named] = ts.isCallExpression(node) ? node.arguments : []
    if (
      ts.isCallExpression(node) &&
      node.expression.getText(source) === "import.meta.resolve" &&
      named !== undefined &&
      ts.isStringLiteralLike(named) &&
      /^\..*\.m?ts$/.test(named.text)
    )
      found.push(resolve(dirname(source.fileName), named.text))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/**
 * An experiment file with all that it imports, and the modules of its parts, which it names and does not import. Comments are not parsed: most of what the language
 * imports is documentation. `text` stands in for the file's content where it is given.
 */
export const openSource = (file: string, text?: string): Source => {
  const options = optionsFor(file)
  const host = ts.createCompilerHost(options)
  const readFile = host.readFile.bind(host)
  const fileExists = host.fileExists.bind(host)
  const getSourceFile = host.getSourceFile.bind(host)
  const bundled = new Project({ skipAddingFilesFromTsConfig: true }).getModuleResolutionHost()
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone
  host.getDefaultLibLocation = () => compilerLibrary
  host.getDefaultLibFileName = (settings) =>
    `${compilerLibrary}/${ts.getDefaultLibFileName(settings)}`
  host.fileExists = (path) =>
    (path === file && text !== undefined) || fileExists(path) || bundled.fileExists(path)
  host.readFile = (path) =>
    path === file && text !== undefined ? text : (readFile(path) ?? bundled.readFile(path))
  // Node is told to load the author's files as modules, whatever package.json says of the folder.
  host.getSourceFile = (path, wanted, ...rest) =>
    getSourceFile(
      path,
      typeof wanted === "object" && isAuthorsFile(path)
        ? { ...wanted, impliedNodeFormat: ts.ModuleKind.ESNext }
        : wanted,
      ...rest,
    )
  const authorsOf = (of: ts.Program): readonly ts.SourceFile[] =>
    of
      .getSourceFiles()
      .filter((source) => !source.isDeclarationFile && isAuthorsFile(source.fileName))
  const whole = (of: ts.Program): ts.Program => {
    const roots = new Set(of.getRootFileNames())
    const parts = authorsOf(of).flatMap(resolvedIn)
    const more = parts.filter((path) => !roots.has(path) && host.fileExists(path))
    return more.length === 0 ? of : whole(ts.createProgram([...roots, ...more], options, host, of))
  }
  const program = whole(ts.createProgram([file], options, host))
  return { file, program, authors: authorsOf(program) }
}

/** Whether a path is one of the author's files, not ours and not a package's. */
const isAuthorsFile = (path: string): boolean =>
  !path.startsWith(compilerLibrary) && isAuthors(pathToFileURL(path).href)

/** Where a node of an author's file begins. */
export const positionOf = (node: ts.Node) => {
  const source = node.getSourceFile()
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return { file: source.fileName, line: line + 1, column: character + 1 }
}
