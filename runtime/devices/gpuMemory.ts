import { Effect, Schedule, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { childOutput } from "../processes/childOutput.ts"

/** Arguments that ask for every process that computes on a GPU, a line each. */
const processQuery = [
  "--query-compute-apps=pid,used_memory",
  "--format=csv,noheader,nounits",
] as const

const mebibyte = 2 ** 20

/**
 * Bytes that each process holds, by its number, from the output of `nvidia-smi`; a process on several
 * GPUs has a line for each. One whose memory is not told (`[N/A]`) is left out.
 */
export const parseProcesses = (output: string): ReadonlyMap<number, number> => {
  const held = new Map<number, number>()
  for (const line of output.split("\n")) {
    const [, pid, used] = /^\s*(\d+),\s*(\d+)\s*$/.exec(line) ?? []
    if (pid === undefined || used === undefined) continue
    held.set(Number(pid), (held.get(Number(pid)) ?? 0) + Number(used) * mebibyte)
  }
  return held
}

/** ONNX Runtime keeps what it has taken of a GPU until it ends, so that seldom is often enough. */
const every = "2 seconds"

/**
 * Watches what processes hold of GPUs until the scope closes. What it gives tells the most that one
 * was seen to hold; null of one that was not seen: it was too short, or runs where numbers of
 * processes are others than the driver's (a container).
 */
export const watchGpuMemory = Effect.fnUntraced(function* (
  program = "nvidia-smi",
): Effect.fn.Return<
  (pid: number) => number | null,
  never,
  ChildProcessSpawner.ChildProcessSpawner | Scope.Scope
> {
  const peaks = new Map<number, number>()
  yield* childOutput(program, processQuery).pipe(
    Effect.timeout("20 seconds"),
    Effect.tap(({ stdout }) =>
      Effect.sync(() => {
        for (const [pid, bytes] of parseProcesses(stdout))
          peaks.set(pid, Math.max(bytes, peaks.get(pid) ?? 0))
      }),
    ),
    // A look that fails is made up by the next one.
    Effect.ignore,
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped,
  )
  return (pid) => peaks.get(pid) ?? null
})
