import { join } from "node:path"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { files, format, scale, set, store } from "./flags.ts"
import { ownFolder, takeFolder } from "./ownFolder.ts"
import { planned } from "./planned.ts"
import { writeReports } from "./writeReports.ts"
import { storeFolder } from "./storeFolder.ts"

const out = Flag.String("out").pipe(
  Flag.withDescription(
    "Folder of the report, of several files a folder each in it (default: reports/NAME in the store, NAME the name of the file)",
  ),
  Flag.optional,
)

/** `ablate report`: tables and figures from what is done. */
export const report = Command.make(
  "report",
  { files, scale, set, out, format, store },
  Effect.fn("report")(
    function* (flags) {
      const [first] = flags.files
      const isAlone = flags.files.length === 1
      yield* Effect.forEach(
        flags.files,
        Effect.fnUntraced(function* (file) {
          const made = yield* planned(file, flags, storeFolder(flags.store, first))
          const folder = Option.isSome(flags.out)
            ? yield* takeFolder(join(flags.out.value, isAlone ? "" : made.name), made)
            : yield* ownFolder(storeFolder(flags.store, first), "reports", made)
          yield* writeReports(made, folder, flags.format)
        }),
        { discard: true },
      )
    },
    (effect, flags) =>
      Effect.provide(effect, Store.looking(storeFolder(flags.store, flags.files[0]))),
  ),
).pipe(
  Command.withDescription(descriptions.report),
  Command.withExamples([
    {
      command: "ablate report experiments/quickstart.ts --out report --format latex,csv",
      description: "Tables for a paper",
    },
  ]),
)
