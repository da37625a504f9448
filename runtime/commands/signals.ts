import { Effect, type Scope } from "effect"

/** One press of Ctrl-C may arrive twice: from the terminal, and from a wrapper that passes it on. */
const samePress = 500

const codes = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * A signal ends a command in order (NodeRuntime does that); a second one ends it at once. A terminal
 * that is closed counts as a signal to end.
 */
export const stopNowOnSecondSignal = (): void => {
  let first: number | undefined
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      first ??= performance.now()
      if (performance.now() - first >= samePress) process.exit(codes[signal])
    })
  process.on("SIGHUP", () => process.kill(process.pid, "SIGTERM"))
}

/** Does something when the command is asked to end, until the scope closes. */
export const onFirstSignal = (
  say: Effect.Effect<void>,
): Effect.Effect<void, never, Scope.Scope> => {
  let isSaid = false
  const once = () => {
    if (isSaid) return
    isSaid = true
    Effect.runFork(say)
  }
  const each = (change: "on" | "off") =>
    Effect.sync(() => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process[change](signal, once)
    })
  return Effect.acquireRelease(each("on"), () => each("off"))
}
