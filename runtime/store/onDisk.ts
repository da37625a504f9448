import { Effect, type FileSystem, type PlatformError } from "effect"

/** What is done to files of a store, where the file system may refuse. */
export type OnDisk<A, E = never, R = never> = Effect.fn.Return<
  A,
  PlatformError.PlatformError | E,
  FileSystem.FileSystem | R
>

/** Gives another value where a file or folder is not there. */
export const absent =
  <B>(otherwise: B) =>
  <A, R>(
    effect: Effect.Effect<A, PlatformError.PlatformError, R>,
  ): Effect.Effect<A | B, PlatformError.PlatformError, R> =>
    Effect.catchReason(effect, "PlatformError", "NotFound", () => Effect.succeed(otherwise))
