import { Effect, FileSystem } from "effect"
import { type Exhausted, exhaustedIn } from "../faults/exhausted.ts"

/** As much of a log as the last words of a process take. */
const tailLength = 64 * 1024

/** The last line of a log that says that memory ran out, if there is one. */
export const exhaustedInLog = Effect.fnUntraced(function* (
  file: string,
): Effect.fn.Return<
  { readonly text: string; readonly of: Exhausted } | null,
  never,
  FileSystem.FileSystem
> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(file), () => "")
  const lines = text.slice(-tailLength).split("\n")
  const said = lines.findLast((line) => exhaustedIn(line) !== null)
  const of = exhaustedIn(said ?? "")
  return said === undefined || of === null ? null : { text: said.trim(), of }
})
