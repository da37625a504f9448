import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { findPackageJSON } from "node:module"
import { deserialize, serialize } from "node:v8"
import { Effect, Option } from "effect"
import { writeFileAtomically } from "../../files/writeFileAtomically.ts"
import type { SourceFacts } from "./sourceFacts.ts"
import type { SourceText } from "./sourceText.ts"

/** What was read of a source. */
export interface KnownSource {
  readonly facts: SourceFacts
  /** What lay around it when its text was taken, as JSON. */
  readonly around: string
  readonly text: SourceText
}

/** What is known of sources, by their content: nothing has to be trusted but SHA-256. */
export interface CodeCache {
  readonly get: (content: string) => KnownSource | undefined
  readonly set: (content: string, known: KnownSource) => void
  /** Keeps what was set; one that cannot be written costs time, never a result. */
  readonly save: Effect.Effect<void>
}

/** Sources that are kept: those of this run, then those of earlier ones. */
const mostSources = 4096

/** Hash of all that reads sources: this folder, the parser, and Node, whose format the file has. */
const readerVersion = async (): Promise<Buffer> => {
  const folder = new URL("./", import.meta.url)
  const names = (await readdir(folder)).toSorted()
  const parser = findPackageJSON("oxc-parser", import.meta.url)
  const hash = createHash("sha256").update(process.version)
  for (const file of [...names.map((name) => new URL(name, folder)), parser ?? ""])
    hash.update(await readFile(file)).update("\n")
  return hash.digest()
}

const digestOf = (version: Buffer, sources: Uint8Array): Buffer =>
  createHash("sha256").update(version).update(sources).digest()

/** The digest says that the same code wrote it, and that it is whole. */
const isOurs = (value: unknown): value is ReadonlyMap<string, KnownSource> => value instanceof Map

const nothing: ReadonlyMap<string, KnownSource> = new Map()
const digestLength = 32

/** What a file holds; one that is missing, damaged or of another version holds nothing. */
const readKnown = async (file: string, version: Buffer) => {
  const bytes = await readFile(file)
  const sources = bytes.subarray(digestLength)
  if (!digestOf(version, sources).equals(bytes.subarray(0, digestLength))) return nothing
  const value: unknown = deserialize(sources)
  return isOurs(value) ? value : nothing
}

/** Opens what earlier runs have read of sources; without a file nothing is known and kept. */
export const openCodeCache = Effect.fnUntraced(function* (file: string | undefined) {
  const version = file === undefined ? Buffer.alloc(0) : yield* Effect.promise(readerVersion)
  const before =
    file === undefined
      ? nothing
      : yield* Effect.tryPromise(() => readKnown(file, version)).pipe(
          Effect.option,
          Effect.map(Option.getOrElse(() => nothing)),
        )
  const used = new Map<string, KnownSource>()
  let isNew = false
  const cache: CodeCache = {
    get: (content) => {
      const known = used.get(content) ?? before.get(content)
      if (known !== undefined) used.set(content, known)
      return known
    },
    set: (content, known) => {
      used.set(content, known)
      isNew = true
    },
    save: Effect.suspend(() => {
      if (file === undefined || !isNew) return Effect.void
      const others = [...before].filter(([content]) => !used.has(content))
      const sources = serialize(new Map([...used, ...others].slice(0, mostSources)))
      return Effect.ignore(
        Effect.tryPromise(() => writeFileAtomically(file, [digestOf(version, sources), sources])),
      )
    }),
  }
  return cache
})
