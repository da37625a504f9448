import { DatabaseSync } from "node:sqlite"
import { dirname, join } from "node:path"
import { Effect, FileSystem, Option } from "effect"
import { cacheOf, prepareCache } from "./cacheFolder.ts"
import { namesIn } from "./names.ts"
import type { OnDisk } from "./onDisk.ts"

type Texts = ReadonlyMap<string, string>

const open = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: 5000 })
  database.exec("create table if not exists ended (name text primary key, text text not null)")
  return database
}

/** Runs with the index of a store. An index is worth no error: what it cannot tell is read again. */
const withIndex = <A>(store: string, use: (index: DatabaseSync) => A, otherwise: A): A => {
  let index: DatabaseSync | undefined
  try {
    const file = cacheOf(store, "ledger.sqlite")
    prepareCache(store, file)
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
): OnDisk<readonly string[]> {
  const fs = yield* FileSystem.FileSystem
  const store = dirname(folder)
  const names = (yield* namesIn(folder)).filter((name) => name.endsWith(".json"))
  const kept = withIndex<Texts>(store, readKept, new Map())
  const fresh: Texts = new Map(
    (yield* Effect.forEach(
      names.filter((name) => !kept.has(name)),
      (name) =>
        // One that cannot be read must not hide the others.
        Effect.option(
          Effect.map(fs.readFileString(join(folder, name)), (text) => [name, text] as const),
        ),
      { concurrency: 16 },
    )).flatMap(Option.toArray),
  )
  const present = new Set(names)
  const added = new Map([...fresh].filter(([, text]) => hasEnded(text)))
  const lost = [...kept.keys()].filter((name) => !present.has(name))
  if (added.size + lost.length > 0)
    withIndex(store, (index) => replace(index, added, lost), undefined)
  return names.map((name) => fresh.get(name) ?? kept.get(name) ?? "")
})
