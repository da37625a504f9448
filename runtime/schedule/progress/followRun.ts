import { Effect } from "effect"
import type { RunEvent } from "../event.ts"
import { advance, emptyBoard } from "./board.ts"
import { outlook, type Outlook } from "./outlook.ts"
import { steadyTime } from "../../units/steadyTime.ts"

/** How far a run is. */
export interface Standing extends Outlook {
  readonly stages: number
  readonly done: number
}

/** Follows the events of a run; `standing` tells how far it is. */
export const followRun = Effect.gen(function* () {
  let board = emptyBoard(yield* steadyTime)
  return {
    onEvent: (event: RunEvent): Effect.Effect<void> =>
      Effect.map(steadyTime, (now) => {
        board = advance(board, event, now)
      }),
    standing: Effect.map(steadyTime, (now): Standing => ({
      ...outlook(board, now),
      stages: board.done + board.failed + board.blocked + board.open.size,
      done: board.done,
    })),
  }
})
