import { fileURLToPath } from "node:url"
import { ts, type SourceFile } from "ts-morph"

const language = fileURLToPath(new URL("../../dsl/index.ts", import.meta.url))
const effect = fileURLToPath(new URL("../", import.meta.resolve("effect")))
const contracts = fileURLToPath(new URL("../implement/index.ts", import.meta.url))

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  paths: { ablate: [language], "ablate/implement": [contracts], effect: [effect] },
  types: [],
  // What Node has in common with a web worker: console, URL, timers; no DOM.
  lib: ["lib.esnext.d.ts", "lib.webworker.d.ts"],
}

/** Where the compiler that ts-morph bundles has its own declarations: in memory. */
const compilerLibrary = "/node_modules/typescript/lib"

/**
 * An experiment file and all that it imports as the compiler sees them, under the strict options
 * the language is made for. Comments are not parsed: most of what the language imports is
 * documentation.
 */
export const typeProgram = (source: SourceFile): ts.Program => {
  const file = source.getFilePath()
  const host = ts.createCompilerHost(options)
  const readFile = host.readFile.bind(host)
  const fileExists = host.fileExists.bind(host)
  const bundled = source.getProject().getModuleResolutionHost()
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone
  host.getDefaultLibLocation = () => compilerLibrary
  host.getDefaultLibFileName = (settings) =>
    `${compilerLibrary}/${ts.getDefaultLibFileName(settings)}`
  host.fileExists = (path) => path === file || fileExists(path) || bundled.fileExists(path)
  host.readFile = (path) =>
    path === file ? source.getFullText() : (readFile(path) ?? bundled.readFile(path))
  return ts.createProgram([file], options, host)
}
