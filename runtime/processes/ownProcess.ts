import { fileURLToPath } from "node:url"
import { keepingFreedMemory } from "../engine/session/native/freedMemory.ts"

const inPackage = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The command that runs a script of this package, such as `runtime/executors/local/worker.ts`, in a process of its own. */
export const ownProcess = (
  script: string,
  flags: readonly string[] = [],
): readonly [string, ...(readonly string[])] => [
  process.execPath,
  "--disable-warning=ExperimentalWarning",
  ...flags,
  "--import",
  inPackage("bin/register.js"),
  inPackage(script),
]

/** How the process of a stage is started: it can ask for a garbage collection, and keeps freed memory. */
export const stageProcess = (script = "runtime/executors/local/worker.ts") => ({
  command: ownProcess(script, ["--expose-gc"]),
  environment: keepingFreedMemory,
})
