import { dirname, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Result, type FileSystem } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { implementationUrl } from "../implementations/implementation.ts"
import { hashOf, packageVersion, readCodeModule, type CodeModule } from "./codeModule.ts"

const openFiles = 16

/** Files reachable from a module, itself first. */
const closureOf = (
  entry: string,
  modules: ReadonlyMap<string, CodeModule>,
): readonly (readonly [url: string, module: CodeModule])[] => {
  const urls = new Set([entry])
  for (const url of urls) for (const next of modules.get(url)?.files ?? []) urls.add(next)
  return [...urls].flatMap((url) => {
    const module = modules.get(url)
    return module === undefined ? [] : [[url, module]]
  })
}

const relativePath = (entry: string, url: string): string =>
  url === entry ? "." : relative(dirname(fileURLToPath(entry)), fileURLToPath(url))

const closureHash = (
  entry: string,
  modules: ReadonlyMap<string, CodeModule>,
  versions: ReadonlyMap<string, string>,
): string => {
  const lines = closureOf(entry, modules).flatMap(([url, { hash, manifests }]) => [
    `${relativePath(entry, url)} ${hash}`,
    ...manifests.map((manifest) => versions.get(manifest) ?? manifest),
  ])
  return hashOf([...new Set(lines)].toSorted().join("\n"))
}

/**
 * The hash of the code behind each address: SHA-256 over the transitive closure of the module's
 * imports, each file without comments and layout, and the names and versions of the packages that
 * these import. A cosmetic edit changes no hash; a constant three imports down does. Where the files
 * lie does not matter, only how they lie to each other.
 */
export const hashCode = Effect.fn("hashCode")(function* (
  addresses: readonly string[],
): Effect.fn.Return<ReadonlyMap<string, string>, Faulty, FileSystem.FileSystem> {
  // Loaded here because it takes a third of a second, and few commands need it.
  const { ts } = yield* Effect.promise(() => import("ts-morph"))
  const modules = new Map<string, CodeModule>()
  const faults: Fault[] = []
  const readAll = (found: ReadonlyMap<string, string | undefined>) =>
    Effect.forEach(
      found,
      ([url, from]) =>
        Effect.map(Effect.result(readCodeModule(ts, url, from)), (read) => ({ url, read })),
      { concurrency: openFiles },
    )
  let found = new Map<string, string | undefined>(
    addresses.map((address) => [implementationUrl(address), undefined]),
  )
  const seen = new Set<string>()
  while (found.size > 0) {
    const next = new Map<string, string | undefined>()
    for (const url of found.keys()) seen.add(url)
    for (const { url, read } of yield* readAll(found)) {
      if (Result.isFailure(read)) faults.push(...read.failure.faults)
      else {
        modules.set(url, read.success)
        for (const file of read.success.files) next.set(file, url)
      }
    }
    found = new Map([...next].filter(([url]) => !seen.has(url)))
  }
  if (faults.length > 0) return yield* new Faulty({ faults })
  const manifests = new Set([...modules.values()].flatMap((module) => module.manifests))
  const versions = new Map(
    yield* Effect.forEach(manifests, (manifest) =>
      Effect.map(packageVersion(manifest), (version) => [manifest, version] as const),
    ),
  )
  return new Map(
    addresses.map((address) => [
      address,
      closureHash(implementationUrl(address), modules, versions),
    ]),
  )
})
