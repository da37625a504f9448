import { fileURLToPath } from "node:url"

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The call that made a value and the calls around it, innermost first; those of the author's files. */
export type Calls = readonly Position[]

const own = new URL("../../", import.meta.url).href
const rooms = ["bin/", "dsl/", "runtime/", "reports/", "node_modules/"]

/** Whether a module's address is one of the author's files, not ours and not a package's. */
export const isAuthors = (url: string): boolean =>
  url.startsWith("file:") &&
  // Code that Node was given by --eval.
  !/\/\[eval\d*\]$/.test(url) &&
  !url.includes("/node_modules/") &&
  !(url.startsWith(own) && rooms.some((room) => url.startsWith(own + room)))

/** Enough for a constructor in a function that a function calls. */
const depth = 6

interface Trace {
  stack?: unknown
}

const positionOf = (site: NodeJS.CallSite): Position | undefined => {
  const url = site.getFileName() ?? ""
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
  return isAuthors(url) && line !== null && column !== null
    ? { file: fileURLToPath(url), line, column }
    : undefined
}

/** The calls of the author's files around a function of ours that is running, innermost first. */
export const callsAround = (running: (...args: never[]) => unknown): Calls => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")
  const { stackTraceLimit } = Error
  let calls: Calls = []
  Error.stackTraceLimit = depth
  Error.prepareStackTrace = (_error, sites) => {
    calls = sites.flatMap((site) => positionOf(site) ?? [])
    return ""
  }
  const trace: Trace = {}
  Error.captureStackTrace(trace, running)
  void trace.stack
  if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace")
  else Object.defineProperty(Error, "prepareStackTrace", before)
  Error.stackTraceLimit = stackTraceLimit
  return calls
}

/** Where an error was thrown in the author's files, by its stack. */
export const thrownAt = (stack: string): Position | undefined => {
  for (const line of stack.split("\n")) {
    const [, url, row, column] = /(file:\/\/[^\s()]+?):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (url !== undefined && isAuthors(url))
      return { file: fileURLToPath(url), line: Number(row), column: Number(column) }
  }
  return undefined
}
