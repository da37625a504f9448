/**
 * Run by `npm pack` before it packs (`node pack.ts`) and after (`node pack.ts --clean`). The package holds
 * folders that the repository does not: `types`, declarations for editors, and `node_modules` of `runtime` and
 * `reports`, packages that npm cannot install everywhere. ONNX Runtime's install script asks a host that is not npm's
 * registry; the others make npm warn on an older Node, under which they never run.
 */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

interface Manifest {
  readonly version: string
  readonly scripts?: object
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Packages by the folder whose code imports them. */
const shipped: Readonly<Record<string, readonly string[]>> = {
  runtime: ["onnxruntime-node", "@babel/code-frame", "@effect/platform-node"],
  reports: ["vega-lite"],
}

/** Needed by an install script, by vega-lite's own command line, or by an editor alone. */
const left = /^(adm-zip|global-agent|yargs|undici-types|@types\/.*)$/

/** Source maps, ONNX Runtime's sources and scripts, DirectML (not used), a second name of one library. */
const isLeft = /\.map$|onnxruntime-node.(lib|script)|DirectML\.dll$|\.1\.\d+\.\d+\.dylib$/

const root = fileURLToPath(new URL(".", import.meta.url))
const types = join(root, "types")
const bundledIn = (folder: string): string => join(root, folder, "node_modules")

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

const installedByNpm = Object.keys(manifestIn(root).dependencies ?? {})

/** The folder of an installed package, as a package in `from` finds it. */
const folderOf = (name: string, from: string): string => {
  const places = createRequire(join(from, "package.json")).resolve.paths(name) ?? []
  const found = places.map((place) => join(place, name)).find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`${name} is not installed: run npm ci`)
  return found
}

/** Copies a package, as one in `from` finds it, and those that it needs into `bundled`. */
const ship = (name: string, from: string, bundled: string): void => {
  const folder = folderOf(name, from)
  const target = join(bundled, name)
  const manifest = { ...manifestIn(folder), scripts: undefined }
  if (existsSync(target)) {
    const { version } = manifestIn(target)
    if (version === manifest.version) return
    throw new Error(
      `two versions of ${name} are needed, ${version} and ${manifest.version}: the folder of packages holds one of each name`,
    )
  }
  cpSync(folder, target, {
    recursive: true,
    filter: (path) => !isLeft.test(relative(root, path)),
  })
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  for (const needed of Object.keys(manifest.dependencies ?? {}))
    if (!installedByNpm.includes(needed) && !left.test(needed)) ship(needed, folder, bundled)
}

for (const folder of [types, ...Object.keys(shipped).map(bundledIn)])
  rmSync(folder, { recursive: true, force: true })
if (!process.argv.includes("--clean")) {
  execFileSync("npx", ["tsc", "-p", join(root, "tsconfig.types.json")], { stdio: "inherit" })
  for (const [folder, names] of Object.entries(shipped))
    for (const name of names) ship(name, root, bundledIn(folder))
}
