import { readFileSync } from "node:fs"

/** With fewer files open at once, Node waits for ever for one, or cannot read the program. */
const needed = 64

/** The most files that this process may open; null where the system does not tell (only Linux does). */
const mostOpenFiles = (): number | null => {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8")
    // Soft limit first: Node has raised it to the hard one.
    const most = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return most === undefined ? null : Number(most)
  } catch {
    return null
  }
}

/** What is wrong with the limit of open files (`ulimit -n`); null where it is high enough. */
export const tooFewOpenFiles = (): string | null => {
  const most = mostOpenFiles()
  return most === null || most >= needed
    ? null
    : `error: this process may have only ${most} files open at once\n  expected: ${needed} or more\n  hint: ulimit -n 1024, in the shell that calls ablate`
}
