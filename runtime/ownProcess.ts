import { fileURLToPath } from "node:url"

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The command that runs a script of this package, such as `runtime/worker.ts`, in a process of its own. */
export const ownProcess = (script: string): readonly [string, ...(readonly string[])] => [
  process.execPath,
  "--disable-warning=ExperimentalWarning",
  "--import",
  inPackage("bin/register.js"),
  inPackage(script),
]
