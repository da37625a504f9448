import { fileURLToPath } from "node:url"
import { Project, ts, type SourceFile } from "ts-morph"

const language = fileURLToPath(new URL("../../dsl/index.ts", import.meta.url))
const effect = fileURLToPath(new URL("../", import.meta.resolve("effect")))
const contracts = fileURLToPath(new URL("../implement.ts", import.meta.url))

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
}

/**
 * An experiment file read as TypeScript, under the strict options the language is made for. `text`
 * stands in for the file's content where it is given.
 */
export const openSource = (file: string, text?: string): SourceFile => {
  const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: options })
  return text === undefined
    ? project.addSourceFileAtPath(file)
    : project.createSourceFile(file, text, { overwrite: true })
}
