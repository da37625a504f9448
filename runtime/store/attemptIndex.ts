import { createHash } from "node:crypto"
import { mkdirSync } from "node:fs"
import { homedir } from "node:os"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, FileSystem, Path, type PlatformError } from "effect"

type Texts = ReadonlyMap<string, string>

/** Where indexes lie: on this machine, as SQLite's locks are not safe on network file systems. */
const cacheFolder = (path: Path.Path): string =>
  path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "ablate")

const open = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: 5000 })
  database.exec("create table if not exists ended (name text primary key, text text not null)")
  return database
}

/** Runs with the index at a path. An index is worth no error: what it cannot tell is read again. */
const withIndex = <A>(file: string, use: (index: DatabaseSync) => A, otherwise: A): A => {
  let index: DatabaseSync | undefined
  try {
    mkdirSync(dirname(file), { recursive: true })
    index = open(file)
    return use(index)
  } catch {
    return otherwise
  } finally {
    index?.close()
  }
}

const readKept = (index: DatabaseSync): Texts =>
  new Map(
    index
      .prepare("select name, text from ended")
      .all()
      .map(({ name, text }) => [String(name), String(text)]),
  )

const replace = (index: DatabaseSync, added: Texts, lost: readonly string[]): void => {
  const write = index.prepare("insert or replace into ended values (?, ?)")
  const forget = index.prepare("delete from ended where name = ?")
  index.exec("begin immediate")
  for (const [name, text] of added) write.run(name, text)
  for (const name of lost) forget.run(name)
  index.exec("commit")
}

const hasEnded = (text: string): boolean => !/"ended":\s*null/.test(text)

/**
 * The texts of a ledger's files in the order of their names. The files are the truth; those of
 * attempts that have ended are kept in an index and not read again.
 */
export const indexedAttempts = Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<
  readonly string[],
  PlatformError.PlatformError,
  FileSystem.FileSystem | Path.Path
> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const id = createHash("sha256").update(folder).digest("hex").slice(0, 16)
  const file = path.join(cacheFolder(path), `ledger-${id}.sqlite`)
  const names = (yield* fs.readDirectory(folder)).toSorted()
  const kept = withIndex<Texts>(file, readKept, new Map())
  const fresh: Texts = new Map(
    yield* Effect.forEach(
      names.filter((name) => !kept.has(name)),
      (name) =>
        Effect.map(fs.readFileString(path.join(folder, name)), (text) => [name, text] as const),
      { concurrency: 16 },
    ),
  )
  const present = new Set(names)
  const added = new Map([...fresh].filter(([, text]) => hasEnded(text)))
  const lost = [...kept.keys()].filter((name) => !present.has(name))
  if (added.size + lost.length > 0)
    withIndex(file, (index) => replace(index, added, lost), undefined)
  return names.map((name) => fresh.get(name) ?? kept.get(name) ?? "")
})
