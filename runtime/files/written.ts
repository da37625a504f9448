import { Context, Effect } from "effect"

/** Bytes of each file that was written, by path; null where nobody counts. */
export const WrittenFiles = Context.Reference<Map<string, number> | null>(
  "ablate/files/WrittenFiles",
  { defaultValue: () => null },
)

/** Takes note of a file that was written whole. */
export const noteWritten = (path: string, parts: readonly Uint8Array[]): Effect.Effect<void> =>
  Effect.map(WrittenFiles, (files) => {
    files?.set(
      path,
      parts.reduce((sum, part) => sum + part.byteLength, 0),
    )
  })
