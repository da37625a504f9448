import { readFileSync } from "node:fs"
import { availableParallelism, cpus, totalmem } from "node:os"
import { memoryLimit } from "./memoryLimit.ts"

/** The machine as this process may use it. */
export interface Host {
  readonly system: string
  readonly architecture: string
  readonly processor: string
  /** Cores that the affinity and the quota of this process leave it. */
  readonly cores: number
  readonly coresInstalled: number
  /** Bytes that the control groups leave it. */
  readonly memory: number
  readonly memoryInstalled: number
}

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}

export const readHost = (): Host => {
  const installed = cpus()
  const memoryInstalled = totalmem()
  return {
    system: process.platform,
    architecture: process.arch,
    processor: installed[0]?.model ?? "unknown",
    cores: availableParallelism(),
    coresInstalled: installed.length,
    memory: Math.min(memoryInstalled, memoryLimit(readIfThere) ?? memoryInstalled),
    memoryInstalled,
  }
}
