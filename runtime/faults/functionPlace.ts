import { Session } from "node:inspector"
import { fileURLToPath } from "node:url"
import { Option, Schema } from "effect"
import type { Position } from "./authorsPositions.ts"

/** A function of a part of the author's. */
export type PartFunction = (...args: never[]) => unknown

const Location = Schema.Struct({
  scriptId: Schema.String,
  lineNumber: Schema.Int,
  columnNumber: Schema.Int,
})

const global = "ablate:function"

/** Where a function is written, as the debugger knows it; `undefined` where it is in no file. */
export const functionPlace = (of: PartFunction): Position | undefined => {
  const addresses = new Map<string, string>()
  let found: unknown
  const session = new Session()
  Object.defineProperty(globalThis, Symbol.for(global), { value: of, configurable: true })
  session.connect()
  session.on("Debugger.scriptParsed", ({ params }) => addresses.set(params.scriptId, params.url))
  session.post("Debugger.enable")
  session.post(
    "Runtime.evaluate",
    { expression: `globalThis[Symbol.for("${global}")]` },
    (_, { result: { objectId = "" } }) =>
      session.post("Runtime.getProperties", { objectId }, (_failure, { internalProperties }) => {
        found = internalProperties?.find(({ name }) => name === "[[FunctionLocation]]")?.value
          ?.value
      }),
  )
  session.disconnect()
  Reflect.deleteProperty(globalThis, Symbol.for(global))
  const location = Option.getOrUndefined(Schema.decodeUnknownOption(Location)(found))
  const url = location === undefined ? "" : (addresses.get(location.scriptId) ?? "")
  return location === undefined || !url.startsWith("file:")
    ? undefined
    : {
        file: fileURLToPath(url),
        line: location.lineNumber + 1,
        column: location.columnNumber + 1,
      }
}
