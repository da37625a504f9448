import { totalmem } from "node:os"

/** Seconds of computing that an experiment file may take to evaluate. */
export const computingLimit = 15
/** Seconds on the clock, for a file that waits. */
export const waitingLimit = 40
/** Resident memory of the process that evaluates a file, bytes. */
export const memoryLimit = Math.min(2 * 2 ** 30, totalmem() / 2)
