import { readFile } from "node:fs/promises"
import { Console, Effect, Result } from "effect"
import { Argument, Command } from "effect/cli"
import { fault } from "../../dsl/fault.ts"
import { lintTables } from "../../reports/lint/lint.ts"
import type { Finding } from "../../reports/lint/printed.ts"
import { tablesIn, type TablesFile } from "../../reports/lint/tablesFile.ts"
import { paperClaims } from "../../reports/paper/claims.ts"
import { paperPrinted } from "../../reports/paper/printedTables.ts"
import { Faulty } from "../faults/faulty.ts"
import { unopened } from "../files/unopened.ts"
import { descriptions } from "./descriptions.ts"
import { AlreadySaid } from "./failed.ts"
import { refusal } from "../faults/refusal.ts"

const files = Argument.String("file").pipe(
  Argument.withDescription(
    "Tables: a report.json of ablate report, or JSON typed by hand (docs/paperLint.md); none for Tables I-V of the M2-MAE paper",
  ),
  Argument.variadic(),
)

const readTables = (path: string): Effect.Effect<TablesFile, Faulty> =>
  Effect.gen(function* () {
    const text = yield* Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: (cause) => cause,
    }).pipe(
      Effect.catch((cause) =>
        Effect.flatMap(
          Effect.promise(() => unopened(path, cause)),
          (why) => refusal({ ...why, where: { file: path } }),
        ),
      ),
    )
    const read = tablesIn(text)
    return Result.isSuccess(read)
      ? read.success
      : yield* new Faulty({
          faults: read.failure.map((each) => fault({ ...each, where: { file: path } })),
        })
  })

const findingText = ({ where, what, because }: Finding): string =>
  `${where}\n  ${what}\n  ${because}`

const lint = Command.make(
  "lint",
  { files },
  Effect.fn("paper lint")(function* (flags) {
    const read = yield* Effect.forEach(flags.files, readTables)
    const given: TablesFile =
      read.length === 0
        ? { tables: paperPrinted, claims: paperClaims }
        : {
            tables: read.flatMap(({ tables }) => tables),
            claims: read.flatMap(({ claims }) => claims),
          }
    const found = lintTables(given.tables, given.claims)
    const cells = given.tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells))
    const about = `${given.tables.length} tables, ${cells.filter((cell) => cell !== null).length} numbers`
    if (found.length === 0) return yield* Console.log(`${about}: nothing found`)
    yield* Console.log(found.map(findingText).join("\n\n"))
    yield* Console.log(`\n${about}: ${found.length} findings`)
    return yield* new AlreadySaid()
  }),
).pipe(
  Command.withDescription(
    "Check tables against themselves, each other and their text: equal rows, numbers that differ, accuracies and AUCs that cannot be, values past their bounds, marks, headings. Exit code 1 where something is found",
  ),
  Command.withExamples([
    { command: "ablate paper lint", description: "Tables I-V of the M2-MAE paper" },
    {
      command: "ablate paper lint .ablate/reports/quickstart/report.json",
      description: "One's own tables",
    },
  ]),
)

/** `ablate paper`: commands about tables of papers. */
export const paper = Command.make("paper").pipe(
  Command.withDescription(descriptions.paper),
  Command.withSubcommands([lint]),
)
