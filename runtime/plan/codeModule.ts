import { createHash } from "node:crypto"
import { createRequire, findPackageJSON, isBuiltin } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Effect, FileSystem, Result, Schema } from "effect"
import type { ts } from "ts-morph"
import type { Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { sourceTokens } from "./sourceTokens.ts"

/** One file as far as it runs: the hash of what it says, and where it leads. */
export interface CodeModule {
  readonly hash: string
  /** URLs of the files that it reads or imports when it runs. */
  readonly files: readonly string[]
  /** Paths of the package.json of the packages that it imports. */
  readonly manifests: readonly string[]
}

/** SHA-256 in hexadecimal. */
export const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex")

type Place = { readonly file: string } | { readonly manifest: string } | "node"

/** The package's own faces, which modules from outside find wherever they lie. */
const faces: Readonly<Record<string, string>> = {
  ablate: new URL("../../dsl/index.ts", import.meta.url).href,
  "ablate/implement": new URL("../implement/index.ts", import.meta.url).href,
}

/** Effect is the one that the package itself uses (bin/register.js). */
const parentOf = (specifier: string, from: string): string =>
  /^effect(\/|$)/.test(specifier) ? import.meta.url : from

/** Where a specifier leads: a file of ours, an installed package, or Node itself. */
const placeOf = (specifier: string, from: string): Result.Result<Place, Fault> => {
  if (isBuiltin(specifier)) return Result.succeed("node")
  if (/^(\.|\/|file:)/.test(specifier))
    return Result.succeed({ file: new URL(specifier, from).href })
  const face = faces[specifier]
  if (face !== undefined) return Result.succeed({ file: face })
  return Result.try({
    try: (): Place => {
      const parent = parentOf(specifier, from)
      const manifest = findPackageJSON(specifier, parent)
      return manifest !== undefined && /[\\/]node_modules[\\/]/.test(manifest)
        ? { manifest }
        : { file: pathToFileURL(createRequire(parent).resolve(specifier)).href }
    },
    catch: () => ({
      what: `the package "${specifier}" is not installed`,
      where: { file: fileURLToPath(from) },
      hint: "npm install it, or hint the import",
    }),
  })
}

const unreadable = (file: string, why: string, from?: string): Faulty =>
  new Faulty({
    faults: [
      {
        what: `${file} cannot be read: ${why}`,
        where: { file: from === undefined ? file : fileURLToPath(from) },
        expected: "a file of the package (`ablate:folder/module`) or a file:// URL",
        hint: "hint the import or the `implementation` that names it",
      },
    ],
  })

const readFile = Effect.fnUntraced(function* (url: string, from?: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Effect.try({
    try: () => fileURLToPath(url),
    catch: () => unreadable(url, "it is not the URL of a file", from),
  })
  const content = yield* fs
    .readFile(path)
    .pipe(
      Effect.mapError(({ reason }) =>
        unreadable(
          path,
          reason._tag === "NotFound" ? "there is no such file" : reason.message,
          from,
        ),
      ),
    )
  return { path, content }
})

/**
 * Reads one file, imported `from` another one; a file that is not a source (JSON, WebAssembly) counts
 * byte by byte.
 */
export const readCodeModule = Effect.fnUntraced(function* (
  typescript: typeof ts,
  url: string,
  from?: string,
): Effect.fn.Return<CodeModule, Faulty, FileSystem.FileSystem> {
  const { path, content } = yield* readFile(url, from)
  if (!/\.[cm]?[jt]s$/.test(path)) return { hash: hashOf(content), files: [], manifests: [] }
  const tokens = sourceTokens(typescript, new TextDecoder().decode(content))
  const places = tokens.imports.map((specifier) => placeOf(specifier, url))
  const faults = places.flatMap((place) => (Result.isFailure(place) ? [place.failure] : []))
  if (faults.length > 0) return yield* new Faulty({ faults })
  const found = places.flatMap((place) =>
    Result.isSuccess(place) && place.success !== "node" ? [place.success] : [],
  )
  return {
    hash: hashOf(tokens.text),
    files: [
      ...found.flatMap((place) => ("file" in place ? [place.file] : [])),
      ...tokens.files.map((file) => new URL(file, url).href),
    ],
    manifests: found.flatMap((place) => ("manifest" in place ? [place.manifest] : [])),
  }
})

const Manifest = Schema.fromJsonString(
  Schema.Struct({ name: Schema.String, version: Schema.String }),
)

/** Name and version of a package, from its package.json. */
export const packageVersion = (
  path: string,
): Effect.Effect<string, Faulty, FileSystem.FileSystem> =>
  readFile(pathToFileURL(path).href).pipe(
    Effect.flatMap(({ content }) =>
      Schema.decodeEffect(Manifest)(new TextDecoder().decode(content)).pipe(
        Effect.mapError((error) => unreadable(path, error.message)),
      ),
    ),
    Effect.map(({ name, version }) => `${name}@${version}`),
  )
