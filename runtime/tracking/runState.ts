import type { Metric } from "./client.ts"
import type { TrackingEvent } from "./event.ts"
import { validName, validParam, validTag } from "./limits.ts"

/** What some events, taken together, say of one run: the server is brought to it. */
export interface RunState {
  readonly id: string
  /** Null where the run began in events that were sent before. */
  begun: { readonly name: string; readonly parent: string | null; readonly started: number } | null
  readonly params: Map<string, string>
  readonly tags: Map<string, string>
  /** Points by name of the metric and step; the last one said counts. */
  readonly metrics: Map<string, Map<number, Metric>>
  /** Status of the last event that says one, with the time of its end. */
  status: { readonly name: string; readonly ended?: number } | null
  /** Files by path below the run's artifacts. */
  readonly artifacts: Map<string, string>
}

const empty = (id: string): RunState => ({
  id,
  begun: null,
  params: new Map(),
  tags: new Map(),
  metrics: new Map(),
  status: null,
  artifacts: new Map(),
})

const addAll = (
  into: Map<string, string>,
  record: Readonly<Record<string, string>>,
  valid: (text: string) => string,
): void => {
  for (const [key, value] of Object.entries(record)) into.set(validName(key), valid(value))
}

const addEvent = (state: RunState, event: TrackingEvent): void => {
  switch (event.event) {
    case "begun":
      state.begun = { name: event.name, parent: event.parent, started: event.time }
      state.status = { name: "RUNNING" }
      addAll(state.params, event.params, validParam)
      addAll(state.tags, event.tags, validTag)
      return
    case "measured":
      for (const [name, value] of Object.entries(event.values)) {
        const key = validName(name)
        const points = state.metrics.get(key) ?? new Map<number, Metric>()
        points.set(event.step, { key, value, timestamp: event.time, step: event.step })
        state.metrics.set(key, points)
      }
      return
    case "ended":
      state.status = { name: event.status, ended: event.time }
      addAll(state.tags, event.tags, validTag)
      return
    case "artifact":
      state.artifacts.set(event.path, event.file)
  }
}

/** The state of each run that events speak of, in the order in which they first do. */
export const runStates = (events: Iterable<TrackingEvent>): readonly RunState[] => {
  const states = new Map<string, RunState>()
  for (const event of events) {
    const state = states.get(event.id) ?? empty(event.id)
    states.set(event.id, state)
    addEvent(state, event)
  }
  return [...states.values()]
}
