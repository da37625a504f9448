import { basename, join } from "node:path"
import { Console, Effect, FileSystem, Option, Schedule, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Faulty } from "../faults/faulty.ts"
import { findAttempts } from "../ledger/findAttempts.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { store } from "./flags.ts"
import { refusal } from "../faults/refusal.ts"
import { inStore } from "./inStore.ts"

const stage = Argument.String("stage").pipe(
  Argument.withDescription("Beginning of a stage's key, or a part of its label"),
)

const attempt = Flag.Int("attempt").pipe(
  Flag.withDescription("Which attempt, counted from 1 (default: the latest)"),
  Flag.optional,
)

const follow = Flag.Boolean("follow").pipe(
  Flag.withAlias("f"),
  Flag.withDescription("Go on printing what is added, until Ctrl-C"),
  Flag.withDefault(false),
)

const unreadable = (log: string, why: string): Faulty =>
  refusal({ what: `the log cannot be read: ${why}`, where: { file: log } })

/** Prints a file from an offset; gives where it ends. */
const printFrom = Effect.fnUntraced(function* (file: string, offset: number) {
  const fs = yield* FileSystem.FileSystem
  let end = offset
  yield* fs.stream(file, { offset }).pipe(
    Stream.tap((bytes) => Effect.sync(() => void (end += bytes.length))),
    Stream.runForEach((bytes) => Effect.sync(() => void process.stdout.write(bytes))),
    Effect.mapError(({ message }) => unreadable(file, message)),
  )
  return end
})

/** `ablate logs`: what a stage's worker wrote. */
export const logs = Command.make(
  "logs",
  { stage, attempt, follow, store },
  Effect.fn("logs")(function* (flags) {
    const { attempts, root } = yield* Store
    const found = yield* Effect.fromResult(findAttempts(yield* attempts, flags.stage))
    const number = Option.getOrElse(flags.attempt, () => found.length)
    const chosen = found[number - 1]
    if (chosen === undefined)
      return yield* refusal({
        what: `${found[0].label} has no attempt ${number}`,
        expected: `1 to ${found.length}`,
      })
    const { label, outcome, started, error } = chosen
    const log = join(root, "logs", basename(chosen.log))
    yield* Console.error(
      `${label}: attempt ${number} of ${found.length}, ${outcome}, began ${started}\n${log}\n`,
    )
    let offset = yield* printFrom(log, 0)
    if (flags.follow)
      yield* Effect.suspend(() => printFrom(log, offset)).pipe(
        Effect.tap((end) => Effect.sync(() => void (offset = end))),
        Effect.repeat(Schedule.spaced("1 second")),
      )
    if (error !== null) yield* Console.error(`\n${error}`)
  }, inStore),
).pipe(
  Command.withDescription(descriptions.logs),
  Command.withExamples([
    { command: "ablate logs 3fa9c01b", description: "By the key that ablate status shows" },
    {
      command: 'ablate logs "pretrain MAE seed 0" --follow',
      description: "By the label, as it grows",
    },
  ]),
)
