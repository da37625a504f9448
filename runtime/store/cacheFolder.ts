import { hash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { userCache } from "../files/userFolders.ts"

/** The file of a cache folder that says which store it is for. */
const ownerFile = "store.txt"

/**
 * Where what is remembered of a store lies: on this machine, for SQLite's locks are not safe on network
 * file systems, and a store may be read alone. It is worth no error: what it lacks is found out again.
 */
export const cacheOf = (store: string, name: string): string => {
  const id = hash("sha256", resolve(store)).slice(0, 16)
  return join(userCache(), id, name)
}

const isOrphan = (entry: string): boolean => {
  const owner = join(entry, ownerFile)
  // Earlier versions kept one file a store here, which named none.
  return existsSync(owner) ? !existsSync(readFileSync(owner, "utf8")) : entry.endsWith(".sqlite")
}

/** One by one: Node's own `recursive` never ends below `/proc`, which a user of a container may have for a home. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw cause
  }
}

/** Makes the folder of a store's cache file, and removes those of stores that are gone. */
export const prepareCache = (store: string, file: string): void => {
  const folder = dirname(file)
  if (existsSync(join(folder, ownerFile))) return
  makeFolder(folder)
  writeFileSync(join(folder, ownerFile), resolve(store))
  for (const name of readdirSync(userCache())) {
    const entry = join(userCache(), name)
    if (isOrphan(entry)) rmSync(entry, { recursive: true, force: true })
  }
}
