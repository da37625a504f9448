import { createRequire } from "node:module"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"

const language = fileURLToPath(new URL("../../dsl/index.ts", import.meta.url))
/** Declarations of effect: an experiment outside of a project has none of its own. */
const effect = dirname(fileURLToPath(import.meta.resolve("effect")))
const contracts = fileURLToPath(new URL("../implement/index.ts", import.meta.url))
const paper = fileURLToPath(new URL("../../reports/paper/tables.ts", import.meta.url))

/** What holds where the project says nothing: the strict options the language is made for. */
const usual: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  // What Node has in common with a web worker: console, URL, timers; no DOM.
  lib: ["lib.esnext.d.ts", "lib.webworker.d.ts"],
}

/** Folders of what a project writes and of what it is made of: nothing is written, and ours lies elsewhere. */
const folders: ReadonlySet<string> = new Set([
  "outDir",
  "outFile",
  "declarationDir",
  "rootDir",
  "rootDirs",
  "tsBuildInfoFile",
])

/** What holds whatever the project says: how Node loads the file, and no faults of style. */
const fixed: ts.CompilerOptions = {
  noEmit: true,
  composite: false,
  incremental: false,
  declaration: false,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  noErrorTruncation: true,
  noCheck: false,
  noLib: false,
  noResolve: false,
  traceResolution: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
}

/** Folders of a path, the innermost first. */
const ancestors = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...ancestors(dirname(folder))]

const nodeTypes = (): readonly string[] => {
  try {
    const manifest = createRequire(import.meta.url).resolve("@types/node/package.json")
    return [dirname(dirname(manifest))]
  } catch {
    return []
  }
}

/** "No inputs were found", of a project whose files are not looked for. */
const withoutFiles = new Set([18002, 18003])

/** The options of the nearest tsconfig.json, and what of it cannot be read. */
const projectOptions = (
  folder: string,
): { readonly options: ts.CompilerOptions; readonly unread: readonly ts.Diagnostic[] } => {
  const config = ts.findConfigFile(folder, ts.sys.fileExists.bind(ts.sys))
  if (config === undefined) return { options: {}, unread: [] }
  const readFile = ts.sys.readFile.bind(ts.sys)
  const source = ts.readJsonConfigFile(config, readFile)
  const { error } = ts.readConfigFile(config, readFile)
  // Only its options are read: the files of the project are not looked for.
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: ts.sys.fileExists.bind(ts.sys),
    readFile,
    readDirectory: () => [],
  }
  const { options, errors } = ts.parseJsonSourceFileConfigFileContent(
    source,
    host,
    dirname(config),
    undefined,
    config,
  )
  const unread = [error ?? [], ...errors].flat().filter(({ code }) => !withoutFiles.has(code))
  const kept = Object.entries(options).filter(([name]) => !folders.has(name))
  return { options: Object.fromEntries(kept), unread }
}

/** What cannot be read of the tsconfig.json of an experiment file, and so does not hold for it. */
export const unreadOptions = (file: string): readonly Fault[] =>
  projectOptions(dirname(file)).unread.map(({ messageText, file: source, start }) => {
    const at =
      source === undefined || start === undefined
        ? undefined
        : source.getLineAndCharacterOfPosition(start)
    return fault({
      what: ts.flattenDiagnosticMessageText(messageText, " "),
      where: {
        ...(source === undefined ? {} : { file: source.fileName }),
        ...(at === undefined ? {} : { line: at.line + 1, column: at.character + 1 }),
      },
      hint: "correct it, or install what it extends: the file is checked without it",
    })
  })

const absolute = (options: ts.CompilerOptions): ts.MapLike<string[]> => {
  const base: unknown = options["pathsBasePath"]
  const from = options.baseUrl ?? (typeof base === "string" ? base : "")
  return Object.fromEntries(
    Object.entries(options.paths ?? {}).map(([name, places]) => [
      name,
      places.map((place) => resolve(from, place)),
    ]),
  )
}

/**
 * How an experiment file is compiled: as the nearest tsconfig.json says, with the types that the
 * project has installed. Node's own come with this package where the project lacks them.
 */
export const optionsFor = (file: string): ts.CompilerOptions => {
  const folder = dirname(file)
  const { baseUrl, ...project } = projectOptions(folder).options
  const paths = absolute({ ...project, ...(baseUrl === undefined ? {} : { baseUrl }) })
  return {
    ...usual,
    ...project,
    ...fixed,
    paths: {
      ...paths,
      ablate: [language],
      "ablate/implement": [contracts],
      "ablate/paper": [paper],
      effect: [join(effect, "index.d.ts")],
      "effect/*": [join(effect, "*.d.ts")],
    },
    types: [...new Set([...(project.types ?? []), "node"])],
    typeRoots: [
      ...(project.typeRoots ?? ancestors(folder).map((each) => join(each, "node_modules/@types"))),
      ...nodeTypes(),
    ],
  }
}
