/**
 * A thread beside the one that evaluates an experiment file. It stops the process when the file takes
 * too long or too much memory, and says in which line it was: the debugger can pause code that never
 * ends.
 */
import { writeFileSync } from "node:fs"
import { Session } from "node:inspector"
import { serialize } from "node:v8"
import { parentPort, workerData } from "node:worker_threads"
import type { Answer } from "./answer.ts"
import { authorsFrame } from "../../faults/authorsFrame.ts"
import type { Position } from "../../faults/authorsPositions.ts"
import { computingLimit, idleLimit, memoryLimit, waitingLimit } from "./limits.ts"

type Stopped = Extract<Answer, { readonly event: "stopped" }>

const end = (why: Stopped["why"], position: Position | undefined): void => {
  const answer: Answer = { event: "stopped", why, position }
  writeFileSync(String(workerData), serialize(answer))
  process.kill(process.pid, "SIGKILL")
}

const stop = (why: Stopped["why"]): void => {
  const session = new Session()
  session.connectToMainThread()
  const addresses = new Map<string, string>()
  session.on("Debugger.scriptParsed", ({ params }) => addresses.set(params.scriptId, params.url))
  session.on("Debugger.paused", ({ params }) => {
    end(why, authorsFrame(params.callFrames, addresses))
  })
  session.post("Debugger.enable")
  session.post("Debugger.pause")
  // Code that is not JavaScript, such as a system call that waits, can't be paused.
  setTimeout(() => end(why, undefined), 5000)
}

const seconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const begun = performance.now()
const before = seconds()
/** When the process last went on computing, ms, and how much it had computed then, s. */
let active = { at: begun, computing: 0 }
const timer = setInterval(() => {
  const computing = seconds() - before
  const now = performance.now()
  // The clock of this thread itself takes some milliseconds a second.
  if (computing - active.computing > 0.2) active = { at: now, computing }
  const isWaiting = now - begun > waitingLimit * 1000 && now - active.at > idleLimit * 1000
  const why =
    process.memoryUsage.rss() > memoryLimit
      ? "memory"
      : computing > computingLimit
        ? "time"
        : isWaiting
          ? "waiting"
          : undefined
  if (why === undefined) return
  clearInterval(timer)
  stop(why)
}, 50)
parentPort?.close()
