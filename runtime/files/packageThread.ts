import { fileURLToPath } from "node:url"
import { Worker, type WorkerOptions } from "node:worker_threads"

const bin = fileURLToPath(new URL("../../bin/", import.meta.url))

/**
 * A thread that runs a module of this package. Wherever the package lies, the thread reads TypeScript as the
 * command does, whose hooks (`bin/register.js`) it does not inherit.
 */
export const packageThread = (module: URL, options: WorkerOptions): Worker =>
  new Worker(module, {
    ...options,
    execArgv: ["--disable-warning=ExperimentalWarning", "--import", `${bin}register.js`],
  })
