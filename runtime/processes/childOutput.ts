import { Effect, Result, Stream, type PlatformError } from "effect"
import { ChildProcess, type ChildProcessSpawner } from "effect/process"

/** What starts processes. */
export type Spawner = ChildProcessSpawner.ChildProcessSpawner

/** What a program that has ended left. */
export interface ChildOutput {
  readonly stdout: string
  readonly stderr: string
  /** Exit code; null after a signal, such as that of a crash. */
  readonly exit: number | null
}

const textOf = (bytes: Stream.Stream<Uint8Array, PlatformError.PlatformError>) =>
  bytes.pipe(Stream.decodeText(), Stream.mkString)

/** Runs a program to its end; fails if it cannot be started. It is killed when interrupted. */
export const childOutput = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  folder?: string,
): Effect.Effect<ChildOutput, PlatformError.PlatformError, Spawner> =>
  Effect.scoped(
    Effect.gen(function* () {
      const child = yield* ChildProcess.make(program, args, {
        stdin: "ignore",
        env: environment,
        ...(folder === undefined ? {} : { cwd: folder }),
        extendEnv: true,
        forceKillAfter: "1 second",
      })
      const [stdout, stderr] = yield* Effect.all([textOf(child.stdout), textOf(child.stderr)], {
        concurrency: 2,
      })
      const exit = yield* Effect.result(child.exitCode)
      return { stdout, stderr, exit: Result.isSuccess(exit) ? exit.success : null }
    }),
  )
