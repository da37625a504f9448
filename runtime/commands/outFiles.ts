import { Effect } from "effect"
import { causeInWords } from "../files/cause.ts"
import { makeFolder } from "../files/makeFolder.ts"
import { writeFileAtomically } from "../files/writeFileAtomically.ts"
import type { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"

const doing = (
  file: string,
  work: () => Promise<void>,
  hint = "choose a folder that may be written",
): Effect.Effect<void, Faulty> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) => refusal({ what: causeInWords(cause), where: { file }, hint }),
  })

/** Makes a folder that a flag names. */
export const outFolder = (folder: string): Effect.Effect<void, Faulty> =>
  doing(folder, () => makeFolder(folder))

/** Writes a file to where a flag says, whole or not at all. */
export const outFile = (
  path: string,
  content: string | readonly Uint8Array[],
  hint?: string,
): Effect.Effect<void, Faulty> => {
  const parts = typeof content === "string" ? [Buffer.from(content)] : content
  return doing(path, () => writeFileAtomically(path, parts), hint)
}
