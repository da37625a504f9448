import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Effect, FileSystem, Schedule, Schema, type Scope } from "effect"
import { isKnownGone, ownIdentity } from "../processes/identity.ts"
import { claimLine, parseClaim, signText } from "./lease/claim.ts"
import type { Layout } from "./layout.ts"
import { namesIn } from "./names.ts"
import type { OnDisk } from "./onDisk.ts"
import { writeDurably } from "./durable.ts"

const Keys = Schema.fromJsonString(Schema.Array(Schema.String))

/**
 * Says until the scope closes that a run counts on artifacts, those that it has yet to make included:
 * `gc` keeps them. The file's three lines: who runs, signs of life, keys.
 */
export const announceRun = Effect.fnUntraced(function* (
  layout: Layout,
  keys: readonly string[],
  signEvery: number,
): OnDisk<void, never, Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const token = randomUUID()
  const line = claimLine(token, ownIdentity())
  const file = join(layout.runs, token)
  const text = `${line}${signText(0)}${Schema.encodeSync(Keys)(keys)}\n`
  yield* Effect.acquireRelease(writeDurably(file, text, layout.temporary), () =>
    Effect.ignore(fs.remove(file, { force: true })),
  )
  const opened = yield* fs.open(file, { flag: "r+" })
  let count = 0
  const sign = Effect.suspend(() =>
    Effect.andThen(
      opened.seek(BigInt(Buffer.byteLength(line)), "start"),
      opened.writeAll(Buffer.from(signText(++count))),
    ),
  )
  yield* Effect.ignore(sign).pipe(Effect.repeat(Schedule.spaced(signEvery)), Effect.forkScoped)
})

/** Whether a run's file was left by a process that is known to have ended. */
export const isRunOver = Effect.fnUntraced(
  function* (file: string) {
    const fs = yield* FileSystem.FileSystem
    const { holder } = parseClaim(yield* fs.readFileString(file))
    return holder !== undefined && isKnownGone(holder)
  },
  Effect.orElseSucceed(() => false),
)

/** Keys of the artifacts that runs at work count on; all of a run that may be alive. */
export const keysInUse = Effect.fnUntraced(function* (layout: Layout): OnDisk<ReadonlySet<string>> {
  const fs = yield* FileSystem.FileSystem
  const runs = yield* Effect.forEach(yield* namesIn(layout.runs), (name) =>
    Effect.gen(function* () {
      const text = yield* fs.readFileString(join(layout.runs, name))
      const { holder } = parseClaim(text)
      if (holder !== undefined && isKnownGone(holder)) return []
      return yield* Schema.decodeEffect(Keys)(text.split("\n")[2] ?? "")
    }).pipe(Effect.orElseSucceed(() => [])),
  )
  return new Set(runs.flat())
})
