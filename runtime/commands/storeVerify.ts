import { Console, Effect, Result } from "effect"
import { Command, Flag } from "effect/cli"
import { showFaults } from "../check/frame.ts"
import { shortKey } from "../ledger/statusLines.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { AlreadySaid } from "./failed.ts"
import { store } from "./flags.ts"
import { push } from "./storePush.ts"
import { inStore } from "./inStore.ts"

const aside = Flag.Boolean("set-aside").pipe(
  Flag.withDescription(
    "Move damaged artifacts out of the way, so that the next run makes them anew",
  ),
  Flag.withDefault(false),
)

const verify = Command.make(
  "verify",
  { aside, store },
  Effect.fn("store verify")(function* (flags) {
    const { addresses, open, strays, setAside, accepted } = yield* Store
    const all = yield* addresses
    let damaged = 0
    for (const address of all) {
      const opened = yield* Effect.result(open(address))
      if (Result.isSuccess(opened)) {
        for (const name of yield* Effect.orElseSucceed(strays(address), () => []))
          yield* Console.error(
            `${address.kind} ${shortKey(address.key)}: ${name} was not sealed with it, and is not read`,
          )
        continue
      }
      damaged++
      const { failure } = opened
      yield* Console.error(
        `${address.kind} ${shortKey(address.key)}\n${"faults" in failure ? showFaults(failure.faults) : failure.message}`,
      )
      if (flags.aside) {
        const place = yield* setAside(address)
        yield* Console.error(
          place === null ? "not set aside: a run is at it" : `set aside: ${place}`,
        )
      }
    }
    yield* Console.log(`${all.length - damaged} of ${all.length} artifacts are as they were sealed`)
    const keys = new Set(all.map(({ key }) => key))
    const lost = [...accepted.values()].filter(({ key, of }) => !keys.has(key) && !keys.has(of))
    if (accepted.size > 0)
      yield* Console.log(
        `${accepted.size} results are kept across edits of the code (--accept-code)`,
      )
    for (const { label, of } of lost)
      yield* Console.log(
        `${label}: the artifact ${shortKey(of)} that was accepted for it is gone; the next run makes it`,
      )
    if (damaged > 0) return yield* new AlreadySaid()
  }, inStore),
).pipe(
  Command.withDescription("Compare every file of every artifact with its hash"),
  Command.withExamples([
    { command: "ablate store verify", description: "Exit code 1 if anything is damaged" },
  ]),
)

/** `ablate store`: looks after the folder of results. */
export const storeCommand = Command.make("store").pipe(
  Command.withDescription(descriptions.store),
  Command.withSubcommands([push, verify]),
)
