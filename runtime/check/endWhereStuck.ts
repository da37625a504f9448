import { closeSync, writeSync } from "node:fs"
import { fault } from "../../dsl/fault.ts"
import type { Position } from "../faults/authorsPositions.ts"
import { leave } from "../faults/guardParts.ts"
import { showFaults } from "./frame.ts"
import type { StuckAt } from "../processes/stuck/thread.ts"
import { watch } from "../processes/stuck/watch.ts"
import { memoryLimit } from "./evaluate/limits.ts"

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

/** From here on this process is ended, with the line, where code of the author's keeps it for too long. */
export const endWhereStuck = (): void =>
  // A step of the paper's size is put together in some seconds.
  watch(end, { computing: 60, growing: { computing: 3, bytes: memoryLimit } })
