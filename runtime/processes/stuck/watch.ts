import type { Position } from "../../faults/authorsPositions.ts"
import { packageThread } from "../../files/packageThread.ts"
import type { Limits, StuckAt } from "./thread.ts"

/** The thread calls what answers by it, through the debugger. */
const name = Symbol.for("ablate:stuck")

/** From here on `answer` is called, in this thread, where code of the author's keeps it for too long. */
export const watch = (answer: (at: StuckAt, position: Position) => void, limits: Limits): void => {
  if (name in globalThis) return
  Object.defineProperty(globalThis, name, { value: answer })
  const beats = new Int32Array(new SharedArrayBuffer(4))
  setInterval(() => Atomics.add(beats, 0, 1), 200).unref()
  const thread = packageThread(new URL("./thread.ts", import.meta.url), {
    workerData: { beats, ...limits },
    // V8 maps half a gigabyte for code otherwise, which counts where memory is limited.
    resourceLimits: { codeRangeSizeMb: 64 },
  })
  // Where it has no memory to look, what it looks at goes on.
  thread.on("error", () => {})
  thread.unref()
}
