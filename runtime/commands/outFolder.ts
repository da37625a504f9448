import { Effect } from "effect"
import { fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { causeInWords } from "../files/cause.ts"
import { makeFolder } from "../files/makeFolder.ts"

/** Makes a folder that a flag names. */
export const outFolder = (folder: string): Effect.Effect<void, Faulty> =>
  Effect.tryPromise({
    try: () => makeFolder(folder),
    catch: (cause) =>
      new Faulty({
        faults: [
          fault({
            what: causeInWords(cause),
            where: { file: folder },
            hint: "choose a folder that may be written",
          }),
        ],
      }),
  })
