import { fileURLToPath } from "node:url"
import type { Place } from "../../dsl/fault.ts"

const engine = fileURLToPath(new URL(".", import.meta.url))

const frame = /^\s*at (?:.*\()?(.+?):(\d+):(\d+)\)?$/

/** Where an error comes from: the first line of its stack outside of the engine and of packages. */
export const placeOf = (error: Error): Place => {
  for (const line of error.stack?.split("\n") ?? []) {
    const [, source = "", row, column] = frame.exec(line) ?? []
    if (row === undefined || source.startsWith("node:")) continue
    const file = source.startsWith("file:") ? fileURLToPath(source) : source
    if (file.startsWith(engine) || file.includes("node_modules")) continue
    return { file, line: Number(row), column: Number(column) }
  }
  return {}
}

/** Runs code whose errors keep their whole stack: tfjs puts many frames between a body and a kernel. */
export const withWholeStacks = <A>(run: () => A): A => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = Infinity
  try {
    return run()
  } finally {
    Error.stackTraceLimit = limit
  }
}
