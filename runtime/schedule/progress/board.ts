import { Effect, Match } from "effect"
import type { Stage } from "../../plan/stage.ts"
import { steadyTime } from "../../units/steadyTime.ts"
import type { RunEvent } from "../event.ts"

/** A stage that runs. Times are in ms. */
export interface Running {
  readonly stage: Stage
  readonly since: number
  /** From 0; null where there are no slots. */
  readonly slot: number | null
  readonly step: number
  readonly steps: number
  readonly loss: number | null
  readonly rate: number | null
  /** Largest resident memory so far, bytes. */
  readonly peakMemory: number | null
}

/** What is known of a run at a moment. */
export interface Board {
  readonly since: number
  readonly slots: number
  /** Names of the slots' devices. */
  readonly devices: readonly string[]
  /** Bytes that stages may take together; null where memory is not counted. */
  readonly memory: number | null
  /** Stages that are neither done nor given up, by key. */
  readonly open: ReadonlyMap<string, Stage>
  readonly running: ReadonlyMap<string, Running>
  readonly waiting: ReadonlySet<string>
  /** Stages whose jobs wait in a queue, by key: when they are to start, null where that is not known. */
  readonly queued: ReadonlyMap<string, number | null>
  readonly done: number
  readonly failed: number
  readonly blocked: number
  /** Seconds that the plan expects of a stage, by key. */
  readonly expected: ReadonlyMap<string, number>
  /** Stages that are done, with the seconds that they took. */
  readonly took: readonly { readonly stage: Stage; readonly seconds: number }[]
}

export const emptyBoard = (now: number): Board => ({
  since: now,
  slots: 1,
  devices: [],
  memory: null,
  open: new Map(),
  running: new Map(),
  waiting: new Set(),
  queued: new Map(),
  done: 0,
  failed: 0,
  blocked: 0,
  expected: new Map(),
  took: [],
})

const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  new Map([...map].filter(([other]) => other !== key))

const having = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map([...map, [key, value]])

const closed = (board: Board, { key }: Stage): Board => ({
  ...board,
  open: without(board.open, key),
  running: without(board.running, key),
  waiting: new Set([...board.waiting].filter((other) => other !== key)),
  queued: without(board.queued, key),
})

/** The board after an event. */
export const advance = (board: Board, happened: RunEvent, now: number): Board =>
  Match.value(happened).pipe(
    Match.discriminatorsExhaustive("event")({
      runStarted: ({ toRun, slots, devices, memory, expected }) => ({
        ...board,
        slots,
        devices,
        memory,
        expected,
        open: new Map(toRun.map((stage) => [stage.key, stage])),
      }),
      stageStarted: ({ stage, slot }) => ({
        ...closed(board, stage),
        open: having(board.open, stage.key, stage),
        running: having(board.running, stage.key, {
          stage,
          since: now,
          slot,
          step: 0,
          steps: 0,
          loss: null,
          rate: null,
          peakMemory: null,
        }),
      }),
      progress: ({ stage, step, steps, loss, rate, peakMemory }) => {
        const { since = now, slot = null } = board.running.get(stage.key) ?? {}
        return {
          ...board,
          running: having(board.running, stage.key, {
            stage,
            since,
            slot,
            step,
            steps,
            loss,
            rate,
            peakMemory,
          }),
        }
      },
      stageDone: ({ stage, seconds }) => ({
        ...closed(board, stage),
        done: board.done + 1,
        took: [...board.took, { stage, seconds }],
      }),
      stageSkipped: ({ stage }) =>
        board.open.has(stage.key) ? { ...closed(board, stage), done: board.done + 1 } : board,
      stageFailed: ({ stage }) => ({ ...closed(board, stage), failed: board.failed + 1 }),
      stageBlocked: ({ stage }) => ({ ...closed(board, stage), blocked: board.blocked + 1 }),
      queued: ({ stage: { key }, startsIn }) => ({
        ...board,
        running: without(board.running, key),
        queued: having(board.queued, key, startsIn === null ? null : now + startsIn * 1000),
      }),
      retry: ({ stage: { key } }) => ({
        ...board,
        running: without(board.running, key),
        queued: without(board.queued, key),
      }),
      setAside: ({ stage }) => ({ ...board, open: having(board.open, stage.key, stage) }),
      warning: () => board,
      asking: () => board,
      stopping: () => board,
      waiting: ({ stage }) => ({ ...board, waiting: new Set([...board.waiting, stage.key]) }),
    }),
  )

/** Keeps the board of a run; `after` gives it as it is after an event. */
export const keepBoard = Effect.gen(function* () {
  let board = emptyBoard(yield* steadyTime)
  const now = Effect.map(steadyTime, (time) => ({ board, now: time }))
  return {
    now,
    after: (event: RunEvent) =>
      Effect.map(steadyTime, (time) => {
        board = advance(board, event, time)
        return { board, now: time }
      }),
  }
})
