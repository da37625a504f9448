import { Console, Effect } from "effect"
import { remoteStoreOf } from "../../dsl/config.ts"
import type { RemoteStore } from "../../dsl/remoteStore.ts"
import { configFor, readConfig } from "../check/configFile.ts"
import { pushLacking } from "../remote/push.ts"
import type { Address } from "../store/artifact.ts"
import { printable } from "../units/printable.ts"
import { plural } from "../units/plural.ts"

/** The remote store that the configuration for a file names. */
export const remoteFor = Effect.fnUntraced(function* (file: string) {
  const config = configFor(file)
  return config === undefined ? undefined : remoteStoreOf(yield* readConfig(config))
})

/** A line about artifacts that were put on a server. */
export const pushedLine = (count: number, { url }: RemoteStore): string =>
  `put ${plural(count, "artifact")} on ${url} that it lacked`

/** Puts what a run has and the server lacks there; where that cannot be done, says how to do it later. */
export const makeUp = Effect.fnUntraced(function* (
  remote: RemoteStore,
  addresses: readonly Address[],
  again: string,
) {
  const pushed = yield* pushLacking(remote, process.env, addresses).pipe(
    Effect.catch(({ message }) =>
      Effect.as(
        Console.error(
          printable(
            `warning: not all of this is on ${remote.url}: ${message}; the next run puts it there, or ${again}`,
          ),
        ),
        0,
      ),
    ),
  )
  if (pushed > 0) yield* Console.log(pushedLine(pushed, remote))
})
