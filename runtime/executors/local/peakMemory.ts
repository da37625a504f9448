import { Effect, FileSystem, Ref, Schedule, type Scope } from "effect"

/** `VmHWM` of a process's status in Linux's /proc, bytes. */
export const peakIn = (status: string): number | null => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? []
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}

/** The largest resident memory a process has had, bytes. */
const readPeak = (fs: FileSystem.FileSystem, pid: number) =>
  Effect.map(fs.readFileString(`/proc/${pid}/status`), peakIn)

/**
 * Watches a process until the scope closes. The effect it gives reads the peak so far, bytes; null
 * where the system does not tell, or where the process was over too soon.
 */
export const watchPeakMemory = Effect.fnUntraced(function* (
  pid: number,
): Effect.fn.Return<Effect.Effect<number | null>, never, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const peak = yield* Ref.make<number | null>(null)
  yield* readPeak(fs, pid).pipe(
    Effect.flatMap((bytes) => (bytes === null ? Effect.void : Ref.set(peak, bytes))),
    Effect.repeat(Schedule.spaced("250 millis")),
    Effect.ignore,
    Effect.forkScoped,
  )
  return Ref.get(peak)
})
