import { createRequire, findPackageJSON, isBuiltin } from "node:module"
import { extname } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Effect, FileSystem, Result, Schema } from "effect"
import type { parseSync } from "oxc-parser"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { Faulty } from "../../faults/faulty.ts"
import { refusal } from "../../faults/refusal.ts"
import type { CodeCache } from "./codeCache.ts"
import type { NamedModule } from "./names.ts"
import { faces, isOwn } from "./ownCode.ts"
import { runningOf, type Running } from "./running.ts"
import { sourceFactsOf, type SourceFacts } from "./sourceFacts.ts"
import { hashOf, sourceTextOf, type SourceText, type Surroundings } from "./sourceText.ts"
import { isNode } from "./syntax.ts"

/** A package that a module imports. */
export interface PackageUse {
  /** Path of its package.json. */
  readonly manifest: string
  /** Whether it is a dependency of ablate itself. */
  readonly isOurs: boolean
}

/** Where a specifier leads: to a file, an installed package, or Node itself. */
export type Place = { readonly file: string } | PackageUse | "node"

/** A file that a stage's code reaches, read. */
export type CodeModule =
  | (NamedModule &
      SourceFacts & {
        readonly placeOf: (specifier: string) => Place
        readonly textGiven: (around: Surroundings) => SourceText
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
    catch: () =>
      fault({
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
  refusal({
    what: `${file} cannot be read: ${why}`,
    where: { file: from === undefined ? file : fileURLToPath(from) },
    expected: "a file of the package (`ablate:folder/module`) or a file:// URL",
    hint: "correct the import or the `implementation` that names it",
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

const parsed = (
  parse: typeof parseSync,
  path: string,
  source: string,
): Result.Result<Running, Faulty> => {
  const { program, errors } = parse(path, source, { astType: "ts", preserveParens: false })
  const [error] = errors
  if (error === undefined && isNode(program)) return Result.succeed(runningOf(program))
  const line = source.slice(0, error?.labels[0]?.start ?? 0).split("\n").length
  return Result.fail(
    refusal({
      what: `the module is no TypeScript: ${error?.message ?? "it has no syntax tree"}`,
      where: { file: path, line },
      hint: "correct the syntax",
    }),
  )
}

/** How sources are read: parsed where nothing is known of them. */
export interface CodeReader {
  readonly parse: typeof parseSync
  readonly findPlace: FindPlace
  readonly cache: CodeCache
}

/** Takes a source apart, as far as the cache does not know it. */
const readSource = (
  { parse, cache }: CodeReader,
  path: string,
  content: Uint8Array,
): Result.Result<
  SourceFacts & { readonly textGiven: (around: Surroundings) => SourceText },
  Faulty
> => {
  // Of two files of the same bytes one may be JSX, or no module.
  const id = `${extname(path)} ${hashOf(content)}`
  let made: Result.Result<Running, Faulty> | undefined
  const running = () => (made ??= parsed(parse, path, new TextDecoder().decode(content)))
  const known = cache.get(id)
  const read =
    known === undefined ? Result.map(running(), sourceFactsOf) : Result.succeed(known.facts)
  return Result.map(read, (facts) => ({
    ...facts,
    textGiven: (surroundings) => {
      const around = JSON.stringify(surroundings)
      const before = cache.get(id)
      if (before?.around === around) return before.text
      const text = sourceTextOf(Result.getOrThrow(running()), facts.bindings, surroundings)
      cache.set(id, { facts, around, text })
      return text
    },
  }))
}

/** Reads one file, imported `from` another one. */
export const readCodeModule = Effect.fnUntraced(function* (
  reader: CodeReader,
  url: string,
  from?: string,
): Effect.fn.Return<CodeModule, Faulty, FileSystem.FileSystem> {
  const { path, content } = yield* readFile(url, from)
  if (!/\.[cm]?[jt]sx?$/.test(path)) return { content }
  const source = yield* Effect.fromResult(readSource(reader, path, content))
  const found = source.imports.map(
    ({ specifier }) => [specifier, reader.findPlace(specifier, url)] as const,
  )
  const faults = found.flatMap(([, place]) => (Result.isFailure(place) ? [place.failure] : []))
  if (faults.length > 0) return yield* new Faulty({ faults })
  const places = new Map(
    found.map(([specifier, place]) => [specifier, Result.getOrThrow(place)] as const),
  )
  const placeOf = (specifier: string): Place => places.get(specifier) ?? "node"
  return {
    ...source,
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
