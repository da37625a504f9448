import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { causeInWords } from "../../files/cause.ts"
import { unopened } from "../../files/unopened.ts"
import { DatasetError, fileError } from "./datasetError.ts"

/** Work on a file that fails with what the system says, and with what to do about it. */
export const working = <A>(
  file: string,
  work: (signal: AbortSignal) => Promise<A>,
  advice?: string,
): Effect.Effect<A, DatasetError> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) => fileError(file, fault({ what: causeInWords(cause), hint: advice })),
  })

/** The same of a file that is written. */
export const writing = (
  file: string,
  work: () => Promise<void>,
): Effect.Effect<void, DatasetError> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) => fileError(file, fault({ what: `cannot be written: ${causeInWords(cause)}` })),
  })

/** Work on a file of the user's: where it cannot be opened, it is told what lies in its place. */
export const opening = <A>(file: string, work: () => Promise<A>): Effect.Effect<A, DatasetError> =>
  Effect.tryPromise({ try: work, catch: (cause) => ({ cause }) }).pipe(
    Effect.catch(({ cause }) =>
      cause instanceof DatasetError
        ? Effect.fail(cause)
        : Effect.flatMap(
            Effect.promise(() => unopened(file, cause)),
            (found) => Effect.fail(fileError(file, found)),
          ),
    ),
  )
