/**
 * A thread beside the one that builds the author's parts and puts their steps together. Where that does not come to a
 * turn of its event loop any more it looks, by the debugger, for a line of the author's.
 */
import { Session } from "node:inspector"
import { workerData } from "node:worker_threads"
import { authorsFrame } from "../evaluate/authorsFrame.ts"
import { memoryLimit } from "../evaluate/limits.ts"

/** How long, or with how much memory, code was at work. */
export interface StuckAt {
  readonly seconds: number
  readonly bytes?: number
}

/** Seconds of computing without a turn: a step of the paper's size is put together in some. */
const computingLimit = 60
/** The same where it takes more memory than an experiment file may. */
const growingLimit = 3

const beats: Int32Array = workerData

const seconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

let turn = { beat: Atomics.load(beats, 0), at: seconds() }
let isLooking = false

const look = (stuck: StuckAt): void => {
  isLooking = true
  const session = new Session()
  session.connectToMainThread()
  const addresses = new Map<string, string>()
  session.on("Debugger.scriptParsed", ({ params }) => addresses.set(params.scriptId, params.url))
  session.on("Debugger.paused", ({ params }) => {
    const position = authorsFrame(params.callFrames, addresses)
    const [innermost] = params.callFrames
    if (position !== undefined && innermost !== undefined)
      session.post("Debugger.evaluateOnCallFrame", {
        callFrameId: innermost.callFrameId,
        expression: `globalThis[Symbol.for("ablate:stuck")](${JSON.stringify(stuck)}, ${JSON.stringify(position)})`,
      })
    session.post("Debugger.resume")
    session.disconnect()
    turn = { ...turn, at: seconds() }
    isLooking = false
  })
  session.post("Debugger.enable")
  session.post("Debugger.pause")
}

setInterval(() => {
  const beat = Atomics.load(beats, 0)
  if (beat !== turn.beat) turn = { beat, at: seconds() }
  if (isLooking) return
  const computed = seconds() - turn.at
  const bytes = process.memoryUsage.rss()
  if (computed > computingLimit) look({ seconds: computingLimit })
  else if (computed > growingLimit && bytes > memoryLimit) look({ seconds: growingLimit, bytes })
}, 500)
