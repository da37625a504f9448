import { existsSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of this package. */
const packageFolder = fileURLToPath(new URL("../../", import.meta.url))

/** A module that experiment files import, by its name there. */
const modules = {
  ablate: "dsl/index",
  "ablate/implement": "runtime/implement/index",
  "ablate/paper": "reports/paper/tables",
} as const

/** Where an editor finds a module's types, as seen from a folder; declarations where there are some. */
const typesOf = (folder: string, module: string): string => {
  const declarations = join(packageFolder, "types", `${module}.d.ts`)
  const file = existsSync(declarations) ? declarations : join(packageFolder, `${module}.ts`)
  const near = relative(folder, file)
  return near.startsWith("..") ? file : `./${near}`
}

const pathsFrom = (folder: string) =>
  Object.fromEntries(
    Object.entries(modules).map(([name, module]) => [name, [typesOf(folder, module)]]),
  )

/** The paths that a tsconfig.json in a folder needs, as JSON on one line. */
export const pathsText = (folder: string): string => JSON.stringify(pathsFrom(folder))

const shown = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`

/** A tsconfig.json with which an editor checks experiment files in a folder as `ablate check` does. */
export const tsconfigText = (folder: string): string =>
  shown({
    compilerOptions: {
      target: "es2024",
      lib: ["es2024"],
      module: "nodenext",
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
      paths: pathsFrom(folder),
    },
    include: ["*.ts"],
  })

/** A package.json for a folder that has none: experiment files are modules. */
export const packageText = (version: string): string =>
  shown({ private: true, type: "module", dependencies: { "ablate-mri": version } })
