import { join } from "node:path"
import type { Environment } from "../../../files/environment.ts"
import { userData } from "../../../files/userFolders.ts"
import { type PluginSet, requirements } from "./requirements.ts"

/** A wheel of PyPI. */
export interface Wheel {
  /** Such as `nvidia-cublas==13.10.0.20`. */
  readonly pinned: string
  /** The line of pip's requirements, with its hash. */
  readonly line: string
  /** Bytes to download. */
  readonly size: number
  /** Bytes on the disk. */
  readonly unpacked: number
}

/** The wheels of a set, that of the plugin first. */
export const wheelsOf = (set: PluginSet): readonly Wheel[] =>
  requirements[set]
    .trim()
    .split("\n")
    .map((line) => {
      const [size = Number.NaN, unpacked = Number.NaN] =
        line.split("# ")[1]?.split(" ").map(Number) ?? []
      return { pinned: line.split(" ")[0] ?? "", line, size, unpacked }
    })

/** Where a set is installed, whole or not at all: other versions have other folders. */
export const installedFolder = (set: PluginSet, environment: Environment): string =>
  join(userData(environment), "xla", wheelsOf(set)[0]?.pinned.replace("==", "-") ?? set)
