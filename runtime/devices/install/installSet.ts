import { existsSync } from "node:fs"
import { mkdir, rename, rm, statfs, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { fault } from "../../../dsl/fault.ts"
import { places } from "../../engine/session/pjrt/pluginFile.ts"
import type { PluginSet } from "../../engine/session/pjrt/requirements.ts"
import { installedFolder, type Wheel, wheelsOf } from "../../engine/session/pjrt/wheels.ts"
import { Faulty } from "../../faults/faulty.ts"
import { causeInWords } from "../../files/cause.ts"
import type { Environment } from "../../files/environment.ts"
import { makeFolder } from "../../files/makeFolder.ts"
import { inBytes } from "../../units/bytes.ts"
import { pip } from "./pip.ts"

/** What installing a set takes, in bytes. */
export interface SetSize {
  readonly download: number
  readonly unpacked: number
}

export const sizeOfSet = (wheels: readonly Wheel[]): SetSize => ({
  download: wheels.reduce((sum, { size }) => sum + size, 0),
  unpacked: wheels.reduce((sum, { unpacked }) => sum + unpacked, 0),
})

/** Work on a folder of plugins. */
export const onDisk = <A>(where: string, work: () => Promise<A>): Effect.Effect<A, Faulty> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) =>
      new Faulty({
        faults: [
          fault({
            what: `${where}: ${causeInWords(cause)}`,
            hint: "XDG_DATA_HOME names another place for the folder",
          }),
        ],
      }),
  })

/** Fails where the disk has no room for the wheels and for what is in them. */
const haveRoom = Effect.fnUntraced(function* (folder: string, { download, unpacked }: SetSize) {
  const { bavail, bsize } = yield* onDisk(folder, () => statfs(folder))
  const free = bavail * bsize
  const needed = download + unpacked
  if (free < needed)
    return yield* new Faulty({
      faults: [
        fault({
          what: `${inBytes(free)} are free where ${folder} is`,
          expected: `${inBytes(needed)} while it is installed, of which ${inBytes(unpacked)} stay`,
          hint: "make room: XDG_DATA_HOME names another disk",
        }),
      ],
    })
})

const hashed = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r"] as const

/**
 * Downloads the wheels of a set, one by one, and unpacks them into their folder, which is there only when
 * it is whole. Wheels that an earlier attempt has left are not downloaded again; pip compares all with
 * their hashes.
 */
export const installSet = Effect.fn("installSet")(function* (
  set: PluginSet,
  environment: Environment,
  tell: (line: string) => Effect.Effect<void>,
): Effect.fn.Return<string, Faulty, ChildProcessSpawner.ChildProcessSpawner> {
  const folder = installedFolder(set, environment)
  const making = `${folder}.part`
  const downloads = join(making, "wheels")
  const site = join(making, "site")
  const temporary = join(making, "tmp")
  const list = join(making, "requirements.txt")
  const wheels = wheelsOf(set)
  yield* onDisk(making, async () => {
    await makeFolder(downloads)
    for (const unfinished of [site, temporary])
      await rm(unfinished, { recursive: true, force: true })
    await mkdir(temporary)
  })
  yield* haveRoom(making, sizeOfSet(wheels))
  for (const [index, { pinned, line, size }] of wheels.entries()) {
    yield* tell(`${index + 1}/${wheels.length} ${pinned.replace("==", " ")}, ${inBytes(size)}`)
    yield* onDisk(list, () => writeFile(list, line))
    const into = ["--no-cache-dir", "--progress-bar", "off", "--retries", "2", "-d", downloads]
    yield* pip(`download ${pinned}`, ["download", ...into, ...hashed, list], temporary)
  }
  yield* tell("unpacking")
  yield* onDisk(list, () => writeFile(list, wheels.map(({ line }) => line).join("\n")))
  const from = ["--no-index", "--find-links", downloads, "--no-compile", "--target", site]
  yield* pip("unpack the wheels", ["install", ...from, ...hashed, list], temporary)
  if (!existsSync(join(site, places[set])))
    return yield* Effect.die(`${dirname(places[set])} is not in the wheels of ${set}`)
  yield* onDisk(folder, async () => {
    await rename(site, folder)
    await rm(making, { recursive: true, force: true })
  })
  return join(folder, places[set])
})
