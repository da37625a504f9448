import type { Effect, Scope } from "effect"
import type { RunEvent } from "../event.ts"
import { plainProgress } from "./plain.ts"
import type { Screen } from "./block.ts"
import { terminalProgress } from "./terminal.ts"

/** Shows the events of a run until the scope closes: live in a terminal, else as lines. */
export const showProgress = (
  screen: Screen,
): Effect.Effect<(event: RunEvent) => Effect.Effect<void>, never, Scope.Scope> =>
  screen.isTTY === true ? terminalProgress(screen) : plainProgress(screen)
