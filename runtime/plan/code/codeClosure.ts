import { Effect, Result, type FileSystem } from "effect"
import type { Fault } from "../../../dsl/fault.ts"
import { Faulty } from "../../faults/faulty.ts"
import { implementationUrl } from "../../implementations/implementation.ts"
import { openCodeCache, type CodeCache } from "./codeCache.ts"
import { placeFinder, readCodeModule, readManifest, type CodeModule } from "./codeModule.ts"
import { codeTextOf, type CodeText } from "./codeText.ts"
import { namesIn } from "./names.ts"
import { countedPackages } from "./packages.ts"
import { hashOf } from "./sourceText.ts"

const openFiles = 16

/** The code behind an address. */
export interface Closure {
  /** SHA-256 of all that of it can change a result. */
  readonly hash: string
  /** URLs of its files, the module itself first. */
  readonly files: readonly string[]
  /** Names of the packages whose versions count. */
  readonly packages: readonly string[]
  /** Files that may read texts for people: these texts count too where there is one. */
  readonly readers: readonly string[]
}

/** Reads the files that modules lead to, from the modules at the addresses on. */
const readModules = Effect.fnUntraced(function* (
  urls: readonly string[],
  cache: CodeCache,
): Effect.fn.Return<ReadonlyMap<string, CodeModule>, Faulty, FileSystem.FileSystem> {
  // Loaded here because few commands need it.
  const { parseSync: parse } = yield* Effect.promise(() => import("oxc-parser"))
  const modules = new Map<string, CodeModule>()
  const reader = { parse, findPlace: placeFinder(), cache }
  const faults: Fault[] = []
  const seen = new Set<string>()
  let found = new Map<string, string | undefined>(urls.map((url) => [url, undefined]))
  while (found.size > 0) {
    const next = new Map<string, string | undefined>()
    for (const url of found.keys()) seen.add(url)
    const read = yield* Effect.forEach(
      found,
      ([url, from]) =>
        Effect.map(
          Effect.result(readCodeModule(reader, url, from)),
          (module) => [url, module] as const,
        ),
      { concurrency: openFiles },
    )
    for (const [url, module] of read) {
      if (Result.isFailure(module)) {
        faults.push(...module.failure.faults)
        continue
      }
      modules.set(url, module.success)
      if ("content" in module.success) continue
      for (const { specifier } of module.success.imports) {
        const file = module.success.fileOf(specifier)
        if (file !== undefined) next.set(file, url)
      }
    }
    found = new Map([...next].filter(([url]) => !seen.has(url)))
  }
  if (faults.length > 0) return yield* new Faulty({ faults })
  return modules
})

/** The versions of packages that count, by path of the package.json: `name@version`. */
const readVersions = Effect.fnUntraced(function* (texts: Iterable<CodeText>) {
  const uses = [...texts].flatMap(({ leads }) => leads.filter((lead) => typeof lead === "object"))
  const byManifest = new Map(uses.map((use) => [use.manifest, use]))
  const versions = yield* Effect.forEach(byManifest.values(), ({ manifest, isOurs }) =>
    Effect.map(readManifest(manifest), ({ name, version }) =>
      isOurs && !(name in countedPackages) ? [] : [[manifest, `${name}@${version}`] as const],
    ),
  )
  return new Map(versions.flat())
})

const closureOf = (
  entry: string,
  texts: ReadonlyMap<string, CodeText>,
  versions: ReadonlyMap<string, string>,
): Closure => {
  const numbers = new Map([[entry, 0]])
  for (const url of numbers.keys())
    for (const lead of texts.get(url)?.leads ?? [])
      if (typeof lead === "string" && !numbers.has(lead)) numbers.set(lead, numbers.size)
  const files = [...numbers.keys()]
  const readers = files.filter((url) => texts.get(url)?.mayReadTexts === true)
  const packages = new Set<string>()
  const lines = files.map((url) => {
    const { code, texts: said, leads } = texts.get(url) ?? { code: "", texts: "", leads: [] }
    const ends = leads.map((lead) => {
      if (typeof lead === "string") return String(numbers.get(lead))
      const version = versions.get(lead.manifest)
      if (version !== undefined) packages.add(version.slice(0, version.lastIndexOf("@")))
      return version ?? "-"
    })
    return [code, readers.length === 0 ? "" : said, ...ends].join(" ")
  })
  return { hash: hashOf(lines.join("\n")), files, packages: [...packages].toSorted(), readers }
}

/**
 * Reads the code behind each address: the files that its module imports or reads, and what these do.
 *
 * The hash is that of a graph by content. Each file is a line, its own code and, at each place where it
 * names another file, the number of that file; files are numbered as one meets them, import by import,
 * from the module on. So a file may be renamed and moved, and circles have an end. Packages count by
 * their versions, where these may change a number. Outside are comments, layout, types, and texts for
 * people (`textsForPeople`), as long as no file of the closure may read them. With `cacheFile`, a source
 * that was read before is not parsed again.
 */
export const readClosures = Effect.fn("readClosures")(function* (
  addresses: readonly string[],
  cacheFile?: string,
): Effect.fn.Return<ReadonlyMap<string, Closure>, Faulty, FileSystem.FileSystem> {
  const cache = yield* openCodeCache(cacheFile)
  const modules = yield* readModules(addresses.map(implementationUrl), cache)
  const named = new Map(
    [...modules].flatMap(([url, module]) => ("content" in module ? [] : [[url, module] as const])),
  )
  const { makerOf, declaringFile } = namesIn(named)
  const texts = new Map(
    [...modules].map(([url, module]) => [
      url,
      codeTextOf(url, module, { makerOf: (callee) => makerOf(url, callee), declaringFile }),
    ]),
  )
  yield* cache.save
  const versions = yield* readVersions(texts.values())
  return new Map(
    addresses.map((address) => [address, closureOf(implementationUrl(address), texts, versions)]),
  )
})

/** The hash of the code behind each address. */
export const hashCode = (
  addresses: readonly string[],
  cacheFile?: string,
): Effect.Effect<ReadonlyMap<string, string>, Faulty, FileSystem.FileSystem> =>
  Effect.map(
    readClosures(addresses, cacheFile),
    (closures) => new Map([...closures].map(([address, { hash }]) => [address, hash])),
  )
