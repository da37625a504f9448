import { Console, Effect, Option } from "effect"
import { Command } from "effect/cli"
import { describePlan, type KindRow, type PlanDescription } from "../plan/describePlan.ts"
import { selectStages } from "../plan/selectStages.ts"
import { Store } from "../store/store.ts"
import { file, json, only, scale, store } from "./flags.ts"
import { planned } from "./planned.ts"

const heads = ["stage", "naive", "different", "done", "to run"] as const

const cells = ({ kind, naive, different, done, toRun }: KindRow): readonly string[] =>
  [kind, naive, different, done, toRun].map(String)

const table = ({ kinds, total }: PlanDescription): string => {
  const rows = [[...heads], ...kinds.map(cells), cells(total)]
  const widths = heads.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
        )
        .join(""),
    )
    .join("\n")
}

/** `ablate plan`: the stages, what is shared, what is done. */
export const plan = Command.make(
  "plan",
  { file, scale, only, json, store },
  Effect.fn("plan")(
    function* (flags) {
      const made = yield* planned(flags.file, flags.scale, flags.store)
      const chosen = Option.isSome(flags.only)
        ? yield* Effect.fromResult(selectStages(made.plan, flags.only.value))
        : made.plan
      const { has } = yield* Store
      const present = yield* Effect.filter(chosen.stages, has)
      const description = describePlan(chosen, new Set(present.map((stage) => stage.key)))
      if (flags.json) return yield* Console.log(JSON.stringify(description))
      yield* Console.log(`${made.name}\n`)
      for (const { name, study } of made.targets)
        yield* Console.log(
          `${name}: ${study.arms.map((arm) => arm.name).join(" | ")}; seeds ${[...new Set(study.arms.flatMap((arm) => arm.experiment.seeds))].join(", ")}`,
        )
      yield* Console.log(`\n${table(description)}`)
    },
    (effect, flags) => Effect.provide(effect, Store.layer(flags.store)),
  ),
).pipe(
  Command.withDescription("Show the stages of a file, what is shared, and what is done"),
  Command.withExamples([
    { command: "ablate plan experiments/quickstart.ts", description: "Stages by kind" },
    {
      command: "ablate plan experiments/brats2023.ts --scale smoke --json",
      description: "Every stage of every arm and seed, for other programs",
    },
  ]),
)
