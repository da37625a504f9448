import { Effect } from "effect"
import type { RunEvent } from "../event.ts"
import { keepBoard } from "./board.ts"
import { outlook, type Outlook } from "./outlook.ts"

/** How far a run is. */
export interface Standing extends Outlook {
  readonly stages: number
  readonly done: number
}

/** Follows the events of a run; `standing` tells how far it is. */
export const followRun = Effect.gen(function* () {
  const { now, after } = yield* keepBoard
  return {
    onEvent: (event: RunEvent): Effect.Effect<void> => Effect.asVoid(after(event)),
    standing: Effect.map(now, ({ board, now }): Standing => ({
      ...outlook(board, now),
      stages: board.done + board.failed + board.blocked + board.open.size,
      done: board.done,
    })),
  }
})
