import { Effect } from "effect"

/** Numbers of processes that are killed when this one exits at once, before it could ask them to leave. */
export const killedAtExit = Effect.gen(function* () {
  const alive = new Set<number | null>()
  const kill = () => {
    for (const pid of alive) {
      try {
        if (pid !== null) process.kill(pid, "SIGKILL")
      } catch {
        // It has left by itself.
      }
    }
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => process.on("exit", kill)),
    () => Effect.sync(() => process.off("exit", kill)),
  )
  return alive
})
