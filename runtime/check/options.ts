import { createRequire } from "node:module"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { ts } from "ts-morph"

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

const projectOptions = (folder: string): ts.CompilerOptions => {
  const config = ts.findConfigFile(folder, ts.sys.fileExists.bind(ts.sys))
  if (config === undefined) return {}
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile.bind(ts.sys))
  // Only its options are read: the files of the project are not looked for.
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: ts.sys.fileExists.bind(ts.sys),
    readFile: ts.sys.readFile.bind(ts.sys),
    readDirectory: () => [],
  }
  return ts.parseJsonConfigFileContent(json, host, dirname(config), undefined, config).options
}

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
  const { baseUrl, ...project } = projectOptions(folder)
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
