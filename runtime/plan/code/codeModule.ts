import { createRequire, findPackageJSON, isBuiltin } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Effect, FileSystem, Result, Schema } from "effect"
import type { parseSync } from "oxc-parser"
import type { Fault } from "../../../dsl/fault.ts"
import { Faulty } from "../../faults/faulty.ts"
import { bindingsOf } from "./bindings.ts"
import { importsOf, type Import } from "./imports.ts"
import type { NamedModule } from "./names.ts"
import { faces, isOwn } from "./ownCode.ts"
import { runningOf, type Running } from "./running.ts"
import { isNode, type Node } from "./syntax.ts"

/** A package that a module imports. */
export interface PackageUse {
  /** Path of its package.json. */
  readonly manifest: string
  /** Whether it is a dependency of ablate itself. */
  readonly isOurs: boolean
}

type Place = { readonly file: string } | PackageUse | "node"

/** A file that a stage's code reaches, read. */
export type CodeModule =
  | (NamedModule & {
      readonly running: Running
      readonly imports: readonly Import[]
      readonly placeOf: (specifier: string) => Place
    })
  /** A file that is not a source (JSON, WebAssembly): it counts byte by byte. */
  | { readonly content: Uint8Array }

/** Effect is the one that the package itself uses (bin/register.js). */
const isEffect = (specifier: string): boolean => /^effect(\/|$)/.test(specifier)

/** Finds where specifiers lead: to a file, an installed package, or Node itself. */
export type FindPlace = (specifier: string, from: string) => Result.Result<Place, Fault>

const placeFrom: FindPlace = (specifier, from) => {
  if (isBuiltin(specifier)) return Result.succeed("node")
  if (/^(\.|\/|file:)/.test(specifier))
    return Result.succeed({ file: new URL(specifier, from).href })
  const face = faces[specifier]
  if (face !== undefined) return Result.succeed({ file: face })
  const parent = isEffect(specifier) ? import.meta.url : from
  return Result.try({
    try: (): Place => {
      const manifest = findPackageJSON(specifier, parent)
      return manifest !== undefined && /[\\/]node_modules[\\/]/.test(manifest)
        ? { manifest, isOurs: isOwn(parent) }
        : { file: pathToFileURL(createRequire(parent).resolve(specifier)).href }
    },
    catch: () => ({
      what: `the package "${specifier}" is not installed`,
      where: { file: fileURLToPath(from) },
      hint: "npm install it, or correct the import",
    }),
  })
}

/** Looks for a package once for all files of a folder, and once for all of ours. */
export const placeFinder = (): FindPlace => {
  const known = new Map<string, Result.Result<Place, Fault>>()
  return (specifier, from) => {
    if (specifier.startsWith(".")) return placeFrom(specifier, from)
    const key = `${isOwn(from) ? "" : new URL(".", from).href} ${specifier}`
    const place = known.get(key) ?? placeFrom(specifier, from)
    if (Result.isSuccess(place)) known.set(key, place)
    return place
  }
}

const unreadable = (file: string, why: string, from?: string): Faulty =>
  new Faulty({
    faults: [
      {
        what: `${file} cannot be read: ${why}`,
        where: { file: from === undefined ? file : fileURLToPath(from) },
        expected: "a file of the package (`ablate:folder/module`) or a file:// URL",
        hint: "correct the import or the `implementation` that names it",
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

const parsed = Effect.fnUntraced(function* (
  parse: typeof parseSync,
  path: string,
  source: string,
): Effect.fn.Return<Node, Faulty> {
  const { program, errors } = parse(path, source, { astType: "ts", preserveParens: false })
  const [error] = errors
  if (error === undefined && isNode(program)) return program
  const line = source.slice(0, error?.labels[0]?.start ?? 0).split("\n").length
  return yield* new Faulty({
    faults: [
      {
        what: `the module is no TypeScript: ${error?.message ?? "it has no syntax tree"}`,
        where: { file: path, line },
        hint: "correct the syntax",
      },
    ],
  })
})

/** Reads one file, imported `from` another one. */
export const readCodeModule = Effect.fnUntraced(function* (
  parse: typeof parseSync,
  findPlace: FindPlace,
  url: string,
  from?: string,
): Effect.fn.Return<CodeModule, Faulty, FileSystem.FileSystem> {
  const { path, content } = yield* readFile(url, from)
  if (!/\.[cm]?[jt]sx?$/.test(path)) return { content }
  const program = yield* parsed(parse, path, new TextDecoder().decode(content))
  const running = runningOf(program)
  const imports = importsOf(running.nodes)
  const found = imports.map(({ specifier }) => [specifier, findPlace(specifier, url)] as const)
  const faults = found.flatMap(([, place]) => (Result.isFailure(place) ? [place.failure] : []))
  if (faults.length > 0) return yield* new Faulty({ faults })
  const places = new Map(
    found.map(([specifier, place]) => [specifier, Result.getOrThrow(place)] as const),
  )
  const placeOf = (specifier: string): Place => places.get(specifier) ?? "node"
  return {
    running,
    imports,
    bindings: bindingsOf(running.nodes),
    placeOf,
    fileOf: (specifier) => {
      const place = placeOf(specifier)
      return place !== "node" && "file" in place ? place.file : undefined
    },
  }
})

const Manifest = Schema.fromJsonString(
  Schema.Struct({ name: Schema.String, version: Schema.String }),
)

/** Name and version of a package, from its package.json. */
export const readManifest = (
  path: string,
): Effect.Effect<typeof Manifest.Type, Faulty, FileSystem.FileSystem> =>
  readFile(pathToFileURL(path).href).pipe(
    Effect.flatMap(({ content }) =>
      Schema.decodeEffect(Manifest)(new TextDecoder().decode(content)).pipe(
        Effect.mapError((error) => unreadable(path, error.message)),
      ),
    ),
  )
