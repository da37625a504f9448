import type { Debugger } from "node:inspector"
import { fileURLToPath } from "node:url"
import { isAuthors, type Position } from "./authorsPositions.ts"

/** The innermost of the calls at which the debugger has paused that is in the author's files, by addresses of scripts. */
export const authorsFrame = (
  frames: readonly Debugger.CallFrame[],
  addresses: ReadonlyMap<string, string>,
): Position | undefined => {
  for (const { location } of frames) {
    const url = addresses.get(location.scriptId) ?? ""
    if (isAuthors(url))
      return {
        file: fileURLToPath(url),
        line: location.lineNumber + 1,
        column: (location.columnNumber ?? 0) + 1,
      }
  }
  return undefined
}
