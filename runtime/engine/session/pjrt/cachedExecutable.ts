import { createHash } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import { cpus } from "node:os"
import { join } from "node:path"
import { userCache } from "../../../files/userFolders.ts"
import { writeFileAtomically } from "../../../files/writeFileAtomically.ts"
import type { Client, PjrtDevice } from "./client.ts"
import type { Executable } from "./executable.ts"
import type { CompilerFlags } from "./options.ts"

/** Compiled programs of earlier processes lie here; it may be removed at any time. */
const folder = (): string => join(userCache(), "xla")

/** What a compiled program depends on: its text, the flags, the plugin's file and the devices. */
const nameOf = async (
  client: Client,
  devices: readonly PjrtDevice[],
  text: string,
  flags: CompilerFlags,
): Promise<string> => {
  const { plugin, version } = client
  const { size, mtimeMs } = await stat(plugin.file)
  const processor = client.platform === "cpu" ? cpus()[0]?.model : undefined
  const machine = {
    // The plugin reads flags there too.
    flags: process.env["XLA_FLAGS"],
    devices: devices.map(({ kind, id }) => [kind, id]),
    processor,
    system: process.arch,
  }
  const written = { file: plugin.file, size, mtimeMs, pjrt: plugin.version, version }
  return createHash("sha256")
    .update(JSON.stringify({ flags, written, machine }))
    .update(text)
    .digest("hex")
}

const digestBytes = 32
const digestOf = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest()

/** What was kept under a name, undamaged; `undefined` where there is nothing. */
const keptIn = async (file: string): Promise<Uint8Array | undefined> => {
  const all = await readFile(file).catch(() => undefined)
  if (all === undefined) return undefined
  const bytes = all.subarray(digestBytes)
  return digestOf(bytes).equals(all.subarray(0, digestBytes)) ? bytes : undefined
}

/**
 * Compiles a program, or takes it from an earlier process on this machine. The cache is worth no error:
 * what cannot be read is compiled, what cannot be written is compiled again the next time.
 */
export const cachedExecutable = async (
  client: Client,
  devices: readonly PjrtDevice[],
  text: string,
  flags: CompilerFlags,
): Promise<Executable> => {
  const file = join(folder(), await nameOf(client, devices, text, flags))
  const kept = await keptIn(file)
  const restored =
    kept === undefined ? undefined : await client.restore(kept).catch(() => undefined)
  if (restored !== undefined) return restored
  const executable = await client.compile(text, flags, devices)
  try {
    const bytes = executable.serialized()
    await writeFileAtomically(file, [digestOf(bytes), bytes])
  } catch {
    // Nothing is lost but time.
  }
  return executable
}
