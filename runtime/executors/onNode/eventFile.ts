import { appendFileSync, closeSync, openSync, readSync } from "node:fs"
import { Option, Schema } from "effect"
import { JobEventJson, type JobEvent } from "../job.ts"

/** Adds an event to a file. */
export const addEvent = (file: string, event: JobEvent): void =>
  appendFileSync(file, `${Schema.encodeSync(JobEventJson)(event)}\n`)

/** Bytes that are read of a file in one go. */
const most = 1 << 20

/** What a file holds from an offset on; empty where it is not there. */
const readFrom = (file: string, offset: number): Buffer => {
  const buffer = Buffer.alloc(most)
  try {
    const opened = openSync(file, "r")
    try {
      return buffer.subarray(0, readSync(opened, buffer, 0, most, offset))
    } finally {
      closeSync(opened)
    }
  } catch {
    return Buffer.alloc(0)
  }
}

/** The events of a file that were added since an offset, and the offset after them. */
export const eventsSince = (
  file: string,
  offset: number,
): { readonly events: readonly JobEvent[]; readonly offset: number } => {
  const bytes = readFrom(file, offset)
  // A line that is being written has no end yet.
  const end = bytes.lastIndexOf("\n") + 1
  const events = bytes
    .toString("utf8", 0, end)
    .split("\n")
    .flatMap((line) => Option.toArray(Schema.decodeOption(JobEventJson)(line)))
  return { events, offset: offset + end }
}

/** All events of a file. */
export const eventsIn = (file: string): readonly JobEvent[] => {
  const all: JobEvent[] = []
  for (let offset = 0; ;) {
    const next = eventsSince(file, offset)
    if (next.offset === offset) return all
    all.push(...next.events)
    offset = next.offset
  }
}
