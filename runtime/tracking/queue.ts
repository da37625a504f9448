import { randomUUID } from "node:crypto"
import { join, dirname } from "node:path"
import { Effect, FileSystem, Option, Schema, type PlatformError, type Scope } from "effect"
import { isKnownGone, ownIdentity, type ProcessIdentity } from "../processes/identity.ts"
import { identityInName, nameOfIdentity } from "../processes/identityName.ts"
import { type TrackingEvent, TrackingEventJson } from "./event.ts"
import { writeDurably } from "../store/durable.ts"

/** Which server and experiment a queue is for: its first line. */
export const Destination = Schema.Struct({ uri: Schema.String, experiment: Schema.String })
export type Destination = typeof Destination.Type

const DestinationJson = Schema.fromJsonString(Destination)

const ending = ".jsonl"
const newline = 0x0a

/** An event and the position in its queue that follows it. */
export interface Queued {
  readonly event: TrackingEvent
  readonly end: number
}

/** A queue as a sender reads it. */
export interface Pending {
  readonly file: string
  readonly events: readonly Queued[]
  /** Whether nobody adds to it any more: these are its last events. */
  readonly isClosed: boolean
}

const queueName = (): string =>
  `${Date.now()}-${randomUUID()}.${nameOfIdentity(ownIdentity())}${ending}`

/** The process that adds to a queue. Earlier versions named it by number and host. */
const writerOf = (name: string): ProcessIdentity | undefined => {
  const [, text = ""] = /^[^.]*\.(.*)\.jsonl$/.exec(name) ?? []
  const [, pid, host] = /^(\d+)\.(.+)$/.exec(text) ?? []
  const earlier = pid === undefined || host === undefined ? undefined : { pid: Number(pid), host }
  return identityInName(text) ?? earlier
}

type Files = FileSystem.FileSystem
type Refused = PlatformError.PlatformError

/** A queue of this process' own. It lies on the disk until it is sent. */
export interface OwnQueue {
  readonly file: string
  readonly add: (event: TrackingEvent) => Effect.Effect<void, PlatformError.PlatformError>
}

/** Opens a new queue. */
export const openQueue = Effect.fnUntraced(function* (
  folder: string,
  destination: Destination,
): Effect.fn.Return<OwnQueue, Refused, Files | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(folder, { recursive: true })
  const file = join(folder, queueName())
  const handle = yield* fs.open(file, { flag: "ax" })
  const encoder = new TextEncoder()
  const append = (line: string) => handle.writeAll(encoder.encode(`${line}\n`))
  yield* append(yield* Effect.orDie(Schema.encodeEffect(DestinationJson)(destination)))
  return {
    file,
    add: (event) =>
      Effect.flatMap(Effect.orDie(Schema.encodeEffect(TrackingEventJson)(event)), append),
  }
})

const sentFile = (queue: string): string => `${queue.slice(0, -ending.length)}.sent`

/** Lines from an offset to the last whole one, each with the offset of its end. */
const linesFrom = (bytes: Uint8Array, offset: number) => {
  const lines: { readonly text: string; readonly end: number }[] = []
  const decoder = new TextDecoder()
  let start = offset
  for (;;) {
    const at = bytes.indexOf(newline, start)
    if (at < 0) return lines
    lines.push({ text: decoder.decode(bytes.subarray(start, at)), end: at + 1 })
    start = at + 1
  }
}

/** What of the queues for a destination is not sent yet, oldest queue first. */
export const pendingQueues = Effect.fnUntraced(function* (
  folder: string,
  { uri, experiment }: Destination,
): Effect.fn.Return<readonly Pending[], Refused, Files> {
  const fs = yield* FileSystem.FileSystem
  const names = (yield* fs.readDirectory(folder)).filter((name) => name.endsWith(ending))
  const queues = yield* Effect.forEach(
    names.toSorted(),
    Effect.fnUntraced(function* (name) {
      const file = join(folder, name)
      const writer = writerOf(name)
      // Before it is read: what is added after that must not be lost.
      const isClosed = writer !== undefined && isKnownGone(writer)
      const bytes = yield* fs.readFile(file)
      const [head] = linesFrom(bytes, 0)
      const to = Schema.decodeOption(DestinationJson)(head?.text ?? "")
      const isOurs = Option.exists(to, (one) => one.uri === uri && one.experiment === experiment)
      if (!isOurs || head === undefined) return []
      const sent = yield* Effect.orElseSucceed(fs.readFileString(sentFile(file)), () => "")
      const lines = linesFrom(bytes, Math.max(head.end, Number(sent) || 0))
      const events = lines.flatMap(({ text, end }): readonly Queued[] =>
        Option.match(Schema.decodeOption(TrackingEventJson)(text), {
          onNone: () => [],
          onSome: (event) => [{ event, end }],
        }),
      )
      return [{ file, events, isClosed }]
    }),
  )
  return queues.flat()
})

/** Remembers how far a queue is sent. */
export const markSent = Effect.fnUntraced(function* (file: string, end: number) {
  yield* writeDurably(sentFile(file), String(end), dirname(file))
})

/** Removes a queue that is sent to its end and that nobody adds to any more. */
export const dropQueue = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.remove(file, { force: true })
  yield* fs.remove(sentFile(file), { force: true })
})
