import type { Pointer } from "./functions.ts"
import type { OnnxRuntime } from "./library.ts"
import { checked } from "./status.ts"

/** Runs a session once on a thread of libuv's pool; the event loop stays free. */
export const runBound = (
  { functions }: OnnxRuntime,
  session: Pointer,
  runOptions: Pointer,
  binding: Pointer,
): Promise<void> =>
  new Promise((resolve, reject) => {
    functions.runWithBinding.async(session, runOptions, binding, (failed, status) => {
      try {
        if (failed !== null) throw failed
        checked(functions, status)
        resolve()
      } catch (failure) {
        reject(failure)
      }
    })
  })
