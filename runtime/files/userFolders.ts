import { homedir, tmpdir } from "node:os"
import { isAbsolute, join } from "node:path"
import type { Environment } from "./environment.ts"

/** A user of a container may have none. */
const home = (): string => {
  try {
    return homedir()
  } catch {
    return tmpdir()
  }
}

// Relative ones are to be ignored (XDG Base Directory Specification).
const below = (named = "", otherwise: string): string =>
  join(isAbsolute(named) ? named : join(home(), otherwise), "ablate")

/** The folder, on this machine, of what can be found out again. */
export const userCache = (): string => below(process.env["XDG_CACHE_HOME"], ".cache")

/** The folder of what a user has had installed. */
export const userData = (environment: Environment): string =>
  below(environment["XDG_DATA_HOME"], ".local/share")
