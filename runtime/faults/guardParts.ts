import { callsAround, thrownAt } from "./authorsPositions.ts"

/** Whether the author's own code calls a function of ours that is running. */
const isCalledByAuthors = (running: (...args: never[]) => unknown): boolean => {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 1
  const trace: { stack?: string } = {}
  Error.captureStackTrace(trace, running)
  Error.stackTraceLimit = stackTraceLimit
  return thrownAt(trace.stack ?? "") !== undefined
}

/** Ends this process whoever calls for it. */
export const leave = process.exit.bind(process)

/** A function that ends this process and, where the author's code comes to it, throws instead. */
const staying = <A extends unknown[], R>(name: string, leave: (...args: A) => R) => {
  const leaving = (...args: A): R => {
    if (callsAround(leaving).length > 0)
      throw new Error(`${name} ends the process that a part works in: throw an error instead`)
    return leave(...args)
  }
  return leaving
}

/**
 * From here on the author's code can neither end this process nor draw numbers that no seed gives again: what it calls
 * for that throws, which is then told as what a part throws is.
 */
export const guardParts = (): void => {
  const { random } = Math
  const drawing = (): number => {
    if (isCalledByAuthors(drawing))
      throw new Error(
        "Math.random() gives other numbers in every run: draw from the `random` that is given, or from random(seed, ...purpose)",
      )
    return random()
  }
  Math.random = drawing
  process.exit = staying("process.exit()", leave)
  process.abort = staying("process.abort()", process.abort.bind(process))
  const kill = process.kill.bind(process)
  const killing = staying("process.kill(process.pid)", kill)
  process.kill = (pid, signal) => (pid === process.pid ? killing : kill)(pid, signal)
}
