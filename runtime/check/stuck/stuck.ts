import { closeSync, writeSync } from "node:fs"
import { fault } from "../../../dsl/fault.ts"
import type { Position } from "../../faults/authorsPositions.ts"
import { leave } from "../../faults/guardParts.ts"
import { packageThread } from "../../files/packageThread.ts"
import { showFaults } from "../frame.ts"
import type { StuckAt } from "./thread.ts"

const end = ({ seconds, bytes }: StuckAt, position: Position): never => {
  const took =
    bytes === undefined
      ? `has computed for ${seconds} s`
      : `takes ${Math.round(bytes / 2 ** 20)} MB of memory`
  const told = fault({
    what: `your part ${took} and has not come to its end; it was here when it was stopped`,
    where: position,
    expected: "a part whose model is built and whose step is put together in seconds",
    hint: "look for a loop that never ends",
  })
  writeSync(2, `${showFaults([told])}\n`)
  // Node would tell there that it waits for the debugger.
  closeSync(2)
  return leave(1)
}

/** The thread calls `end` by it, through the debugger. */
const name = Symbol.for("ablate:stuck")

/** From here on this process is ended, with the line, where code of the author's keeps it for too long. */
export const endWhereStuck = (): void => {
  if (name in globalThis) return
  Object.defineProperty(globalThis, name, { value: end })
  const beats = new Int32Array(new SharedArrayBuffer(4))
  setInterval(() => Atomics.add(beats, 0, 1), 200).unref()
  packageThread(new URL("./thread.ts", import.meta.url), { workerData: beats }).unref()
}
