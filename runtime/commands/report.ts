import { join } from "node:path"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { descriptions } from "./descriptions.ts"
import { files, format, scale, set, store } from "./flags.ts"
import { followReport } from "./followReport.ts"
import { ownFolder, takeFolder } from "./ownFolder.ts"
import { plannedWithOrigins } from "./planned.ts"
import { writeReports } from "./writeReports.ts"
import { inStoreIfAny, folderOf } from "./inStore.ts"

const out = Flag.String("out").pipe(
  Flag.withDescription(
    "Folder of the report, of several files a folder each in it (default: reports/NAME in the store, NAME the name of the file)",
  ),
  Flag.optional,
)

const watch = Flag.Boolean("watch").pipe(
  Flag.withDescription("Draw again whenever a stage has ended, until all are done; Ctrl-C ends it"),
  Flag.withDefault(false),
)

/** `ablate report`: tables and figures from what is done. */
export const report = Command.make(
  "report",
  { files, scale, set, out, format, watch, store },
  Effect.fn("report")(function* (flags) {
    const isAlone = flags.files.length === 1
    const reports = yield* Effect.forEach(
      flags.files,
      Effect.fnUntraced(function* (file) {
        const made = yield* plannedWithOrigins(file, flags)
        const folder = Option.isSome(flags.out)
          ? yield* takeFolder(join(flags.out.value, isAlone ? "" : made.name), made)
          : yield* ownFolder(folderOf(flags), "reports", made)
        if (!flags.watch) yield* writeReports(made, folder, flags.format)
        return { made, folder }
      }),
    )
    if (flags.watch)
      yield* Effect.forEach(
        reports,
        ({ made, folder }) =>
          followReport(made.plan, folder, (isLast) =>
            writeReports(made, folder, flags.format, { isTold: isLast }),
          ),
        { concurrency: "unbounded" },
      )
  }, inStoreIfAny),
).pipe(
  Command.withDescription(descriptions.report),
  Command.withExamples([
    {
      command: "ablate report experiments/quickstart.ts --out report --format latex,csv",
      description: "Tables for a paper",
    },
    {
      command: "ablate report experiments/quickstart.ts --watch",
      description: "Beside ablate run, from another terminal: the page fills as stages end",
    },
  ]),
)
