import { totalmem } from "node:os"

/** Seconds of computing that an experiment file may take to evaluate. */
export const computingLimit = 15
/** Seconds on the clock, for a file that waits. */
export const waitingLimit = 40
/** Seconds without computing by which a file is known to wait, and not to be kept from computing by other processes. */
export const idleLimit = 20
/** Seconds on the clock after which a process is ended that has not ended itself, as on a machine that is busy beyond measure. */
export const endingLimit = 600
/** Resident memory of the process that evaluates a file, bytes. */
export const memoryLimit = Math.min(2 * 2 ** 30, totalmem() / 2)
