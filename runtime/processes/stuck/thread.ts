/**
 * A thread beside the one that the author's parts run in. Where that does not come to a turn of its event loop any more
 * it looks, by the debugger, for a line of the author's; native code that none of theirs calls is not told of.
 */
import { Session } from "node:inspector"
import { workerData } from "node:worker_threads"
import { authorsFrame } from "../../faults/authorsFrame.ts"

/** How long, or with how much memory, code was at work. */
export interface StuckAt {
  readonly seconds: number
  readonly bytes?: number
}

/** After which it looks. */
export interface Limits {
  /** Seconds of computing without a turn, and tenfold times of them. */
  readonly computing: number
  /** The same where the process has more memory than so many bytes. */
  readonly growing?: { readonly computing: number; readonly bytes: number }
}

const { beats, computing, growing }: Limits & { readonly beats: Int32Array } = workerData

/** By processors and by the clock, as other threads may compute at the same time. */
const now = () => {
  const { user, system } = process.cpuUsage()
  return { processor: (user + system) / 1e6, clock: performance.now() / 1e3 }
}

let turn = { beat: Atomics.load(beats, 0), ...now() }
let limit = computing
let isLooking = false

const look = (stuck: StuckAt): void => {
  isLooking = true
  const session = new Session()
  session.connectToMainThread()
  const addresses = new Map<string, string>()
  session.on("Debugger.scriptParsed", ({ params }) => addresses.set(params.scriptId, params.url))
  session.on("Debugger.paused", ({ params }) => {
    const position = authorsFrame(params.callFrames, addresses)
    if (position === undefined) turn = { ...turn, ...now() }
    else {
      limit *= 10
      const expression = `globalThis[Symbol.for("ablate:stuck")](${JSON.stringify(stuck)}, ${JSON.stringify(position)})`
      // Not at the innermost call: a function of Node's own may see other globals.
      session.post("Runtime.evaluate", { expression })
    }
    session.post("Debugger.resume")
    session.disconnect()
    isLooking = false
  })
  session.post("Debugger.enable")
  session.post("Debugger.pause")
}

setInterval(() => {
  const beat = Atomics.load(beats, 0)
  const { processor, clock } = now()
  if (beat !== turn.beat) turn = { beat, processor, clock }
  if (isLooking) return
  const computed = Math.min(processor - turn.processor, clock - turn.clock)
  const bytes = process.memoryUsage.rss()
  if (computed > limit) look({ seconds: limit })
  else if (growing !== undefined && computed > growing.computing && bytes > growing.bytes)
    look({ seconds: growing.computing, bytes })
}, 500)
