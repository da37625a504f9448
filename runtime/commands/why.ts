import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { armName } from "../../dsl/target.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { oneCell } from "../../reports/oneCell.ts"
import { cellOrigin } from "../results/cellOrigin.ts"
import { tableOf } from "../results/report.ts"
import { armIds } from "../tracking/stageEvents.ts"
import { chosenCell, chosenTable } from "./chosenCell.ts"
import { descriptions } from "./descriptions.ts"
import { file, json, scale, set, store } from "./flags.ts"
import { mlflowPages } from "./mlflowPages.ts"
import { plannedWithOrigins } from "./planned.ts"
import { whyLines, type CellAnswer } from "./whyLines.ts"
import { inStoreIfAny } from "./inStore.ts"

const naming = (flag: string, of: string) =>
  Flag.String(flag).pipe(Flag.withDescription(of), Flag.optional)

const table = naming("table", "Name of the table, if the file has several")
const block = naming("block", "Block of a table of several data sets")
const row = naming("row", "Arm, or the row's label as printed")
const column = naming("column", "Column, such as lesion.dice.WT, or its heading as printed")
const defaults = Flag.Boolean("defaults").pipe(
  Flag.withDescription("List the fields that have their defaults too, with the defaults' sources"),
  Flag.withDefault(false),
)

/** `ablate why`: where the number of a cell comes from. */
export const why = Command.make(
  "why",
  { file, table, block, row, column, defaults, scale, set, json, store },
  Effect.fn("why")(function* (flags) {
    const made = yield* plannedWithOrigins(flags.file, flags)
    const asked = yield* chosenTable(flags.file, made.targets, flags)
    const drawn = yield* tableOf(made.plan, asked, made.settings)
    const at = yield* chosenCell(drawn, flags)
    const report = oneCell(drawn, at.row, at.column)
    const [own] = report.rows
    const [cell] = own?.cells ?? []
    const [heading] = report.columns
    if (own === undefined || cell === undefined || heading === undefined)
      throw new Error("the cell that was chosen is in the table")
    const name = armName(heading.block, own.arm)
    const origins = made.origins.find(
      (arm) => arm.name === name && arm.targets.includes(asked.name),
    )
    const [task = ""] = heading.name.split(".")
    const pages = yield* mlflowPages(made)
    const armPage = pages.get(armIds(made.plan).get(name) ?? "")
    const runs = yield* cellOrigin(made.plan, asked, heading, own.arm)
    const answer: CellAnswer = {
      table: asked.name,
      row: own.arm,
      column: heading,
      cell,
      show: report.show,
      notes: footnotes(report),
      ...(armPage === undefined ? {} : { mlflow: armPage }),
      runs: runs.map((run) => ({
        ...run,
        stages: run.stages.map((stage) => {
          const mlflow = pages.get(stage.key)
          return mlflow === undefined ? stage : { ...stage, mlflow }
        }),
      })),
      // Other tasks than the column's own have no part in it.
      fields: (origins?.fields ?? []).filter(
        ({ field }) => !field.startsWith("tasks.") || `${field}.`.startsWith(`tasks.${task}.`),
      ),
    }
    if (flags.json) return yield* Console.log(JSON.stringify(answer))
    yield* Console.log(whyLines(answer, flags.defaults).join("\n"))
  }, inStoreIfAny),
).pipe(
  Command.withDescription(descriptions.why),
  Command.withExamples([
    {
      command:
        "ablate why experiments/quickstart.ts --table comparison --row M2-MAE --column lesion.dice.WT",
      description: "How the number is made, its runs and subjects, and where each value was set",
    },
  ]),
)
