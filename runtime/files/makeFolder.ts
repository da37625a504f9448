import { mkdir, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { codeOf } from "./cause.ts"

const isThere = async (folder: string): Promise<boolean> => {
  try {
    return (await stat(folder)).isDirectory()
  } catch {
    return false
  }
}

/**
 * Makes a folder and those around it that are not there, one by one: Node's own `recursive` never ends
 * below `/proc`, where a folder that cannot be made is said not to exist. Rejects with Node's errors, with
 * `ENOTDIR` where a file is in the way.
 */
export const makeFolder = async (folder: string): Promise<void> => {
  if (await isThere(folder)) return
  const around = dirname(folder)
  if (around !== folder) await makeFolder(around)
  try {
    await mkdir(folder)
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") throw cause
    // Another process may have made it meanwhile; or a file is there.
    if (!(await isThere(folder)))
      throw Object.assign(new Error(`${folder} is a file`, { cause }), { code: "ENOTDIR" })
  }
}
