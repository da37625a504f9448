import { Effect } from "effect"
import type { Faulty } from "../faults/faulty.ts"
import { causeInWords } from "../files/cause.ts"
import { makeFolder } from "../files/makeFolder.ts"
import { refusal } from "../faults/refusal.ts"

/** Makes a folder that a flag names. */
export const outFolder = (folder: string): Effect.Effect<void, Faulty> =>
  Effect.tryPromise({
    try: () => makeFolder(folder),
    catch: (cause) =>
      refusal({
        what: causeInWords(cause),
        where: { file: folder },
        hint: "choose a folder that may be written",
      }),
  })
