import { randomUUID } from "node:crypto"
import { open, rename, rm, type FileHandle } from "node:fs/promises"
import { dirname } from "node:path"
import { makeFolder } from "./makeFolder.ts"

/** The most that one call of the operating system writes everywhere, bytes. */
const LARGEST_WRITE = 1 << 30

/**
 * As much in a call as goes: `writeFile` writes half a megabyte at a time, and a file is read the
 * slower for it as long as it is cached.
 */
const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  let written = 0
  while (written < bytes.length) {
    const length = Math.min(bytes.length - written, LARGEST_WRITE)
    written += (await file.write(bytes, written, length)).bytesWritten
  }
}

/**
 * Writes a file so that a reader sees all of it or none of it: a temporary file, fsync, rename, fsync of
 * the folder. Creates the folder. The temporary file lies beside it, or where `temporary` says, on the
 * same file system. Rejects with Node's own errors.
 */
export const writeFileAtomically = async (
  path: string,
  parts: readonly Uint8Array[],
  temporary = `${path}.${randomUUID()}.tmp`,
): Promise<void> => {
  const folder = dirname(path)
  await makeFolder(folder)
  try {
    const file = await open(temporary, "wx")
    try {
      for (const part of parts) await writeAll(file, part)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
  const directory = await open(folder, "r")
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
