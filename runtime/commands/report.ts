import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { file, format, scale, store } from "./flags.ts"
import { ownFolder } from "./ownFolder.ts"
import { planned } from "./planned.ts"
import { writeReports } from "./writeReports.ts"
import { storeFolder } from "./storeFolder.ts"

const out = Flag.String("out").pipe(
  Flag.withDescription(
    "Folder of the report (default: reports/NAME in the store, NAME the name of the file)",
  ),
  Flag.optional,
)

/** `ablate report`: tables and figures from what is done. */
export const report = Command.make(
  "report",
  { file, scale, out, format, store },
  Effect.fn("report")(
    function* (flags) {
      const made = yield* planned(flags.file, flags.scale, storeFolder(flags.store, flags.file))
      const folder = Option.isSome(flags.out)
        ? flags.out.value
        : yield* ownFolder(storeFolder(flags.store, flags.file), "reports", made)
      yield* writeReports(made, folder, flags.format)
    },
    (effect, flags) => Effect.provide(effect, Store.looking(storeFolder(flags.store, flags.file))),
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
