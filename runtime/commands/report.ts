import { join } from "node:path"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { file, format, scale, store } from "./flags.ts"
import { planned } from "./planned.ts"
import { writeReports } from "./writeReports.ts"

const out = Flag.String("out").pipe(
  Flag.withDescription("Folder of the report (default: reports/NAME in the store)"),
  Flag.optional,
)

/** `ablate report`: tables and figures from what is done. */
export const report = Command.make(
  "report",
  { file, scale, out, format, store },
  Effect.fn("report")(
    function* (flags) {
      const made = yield* planned(flags.file, flags.scale, flags.store)
      const folder = Option.getOrElse(flags.out, () => join(flags.store, "reports", made.name))
      yield* writeReports(made, folder, flags.format)
    },
    (effect, flags) => Effect.provide(effect, Store.looking(flags.store)),
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
