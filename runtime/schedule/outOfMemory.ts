import { Effect, FileSystem } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { Stage } from "../plan/stage.ts"
import { inBytes } from "../units/bytes.ts"
import type { Placement } from "./placement.ts"
import type { Ending } from "./runWorker.ts"

/** Which memory ran out: the machine's, or that of an accelerator. */
export type Exhausted = "machine" | "device"

/**
 * What programs say when an allocation fails: the C++ library and ONNX Runtime, V8's buffers and its
 * heap, the C library, Node's threads, TensorFlow, CUDA.
 */
const words =
  /std::bad_alloc|Failed to allocate memory|Array buffer allocation failed|JavaScript heap out of memory|process out of memory|Cannot allocate memory|\bENOMEM\b|ERR_WORKER_OUT_OF_MEMORY|OOM when allocating|(?:CUDA|cudaError|webgpu|dawn).{0,80}(?:out of memory|OUT_OF_MEMORY|MemoryAllocation)/i

const ofDevice = /cuda|webgpu|dawn/i

/** Which memory a text says to have run out; null if it says nothing of that kind. */
export const exhaustedIn = (text: string): Exhausted | null => {
  const [found] = words.exec(text) ?? []
  if (found === undefined) return null
  return ofDevice.test(found) ? "device" : "machine"
}

/** As much of a log as the last words of a process take. */
const tailLength = 64 * 1024

/** The end of a log; empty where it cannot be read. */
const readTail = Effect.fnUntraced(function* (
  file: string,
): Effect.fn.Return<string, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(file), () => "")
  return text.slice(-tailLength)
})

/** How many processes Linux has killed because memory ran out, since it started; null elsewhere. */
export const systemKills = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString("/proc/vmstat"), () => "")
  const [, count] = /^oom_kill (\d+)$/m.exec(text) ?? []
  return count === undefined ? null : Number(count)
})

/** An attempt whose memory ran out. */
export interface OutOfMemory {
  readonly state: "outOfMemory"
  /** What the worker, the system or the log says. */
  readonly text: string
  readonly of: Exhausted
  /** Bytes that it could take, and that it took at least; null where that is not known. */
  readonly room: number | null
  readonly peakMemory: number | null
  /** Attempts in this run, this one included. */
  readonly attempts: number
  readonly log: string
}

/**
 * Whether a worker ended because memory ran out: by its own words, by the last lines of its log if it
 * died, or because the system killed a process for that while it ran.
 */
export const outOfMemoryReason = Effect.fnUntraced(function* (
  ending: Ending,
  log: string,
  killsBefore: number | null,
): Effect.fn.Return<
  { readonly text: string; readonly of: Exhausted } | null,
  never,
  FileSystem.FileSystem
> {
  if (ending.state === "done") return null
  if (ending.state === "failed") {
    const text = ending.faults.map(({ what }) => what.replaceAll(/\s+/g, " ").trim()).join("; ")
    const of = exhaustedIn(text)
    return of === null ? null : { text, of }
  }
  if (ending.signal === "SIGKILL") {
    const kills = yield* systemKills
    const isKilled = kills !== null && killsBefore !== null && kills > killsBefore
    return isKilled ? { text: "killed by the system, out of memory", of: "machine" } : null
  }
  const lines = (yield* readTail(log)).split("\n")
  const said = lines.findLast((line) => exhaustedIn(line) !== null)
  const of = exhaustedIn(said ?? "")
  return said === undefined || of === null ? null : { text: `${ending.reason}: ${said.trim()}`, of }
})

/** What is to be said of a stage for which there is not memory enough, whatever was tried. */
export const outOfMemoryFault = (
  { label, kind }: Stage,
  { text, of, room, peakMemory, log }: OutOfMemory,
  { microBatch }: Placement,
): Fault => {
  const trains = kind === "pretrain" || kind === "finetune"
  const tried = [
    of === "machine" ? "alone on the machine" : "alone on its device",
    ...(microBatch === null ? [] : [`with micro-batches of ${microBatch}`]),
  ].join(" and ")
  const had = [
    room === null ? "" : `it had ${inBytes(room)}`,
    peakMemory === null ? "" : `it held ${inBytes(peakMemory)} when last seen`,
  ].filter((part) => part !== "")
  return {
    what: `${label}: out of memory, ${tried}${had.length === 0 ? "" : ` (${had.join(", ")})`}: ${text}`,
    where: { file: log },
    expected: "a stage that fits into the memory at hand (ablate plan estimates what each takes)",
    hint: `${trains ? "use a smaller batch, crop or network" : "use a smaller crop or network"}, or give it more memory (--memory, another machine); what was done is in its checkpoint`,
  }
}
