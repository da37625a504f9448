import { homedir, tmpdir } from "node:os"
import { isAbsolute, join } from "node:path"

/** A user of a container may have none. */
const home = (): string => {
  try {
    return homedir()
  } catch {
    return tmpdir()
  }
}

/** The folder, on this machine, of what can be found out again. */
export const userCache = (): string => {
  const named = process.env["XDG_CACHE_HOME"] ?? ""
  // Relative ones are to be ignored (XDG Base Directory Specification).
  return join(isAbsolute(named) ? named : join(home(), ".cache"), "ablate")
}
