import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { explain } from "../../dsl/explain.ts"
import { numbering } from "../../dsl/plainKey.ts"
import { descriptions } from "./descriptions.ts"
import { checked } from "./planned.ts"
import { file, json, scale } from "./flags.ts"
import { armsOf } from "../../dsl/target.ts"

const defaults = Flag.Boolean("defaults").pipe(
  Flag.withDescription("List every field with its value, and where a default comes from"),
  Flag.withDefault(false),
)

/** `ablate check`: every fault of a file before anything runs. */
export const check = Command.make(
  "check",
  { file, scale, defaults, json },
  Effect.fn("check")(function* (flags) {
    const { targets } = yield* checked(flags.file, flags.scale).pipe(
      Effect.tapError(({ faults }) =>
        flags.json ? Console.log(JSON.stringify({ faults, arms: [] })) : Effect.void,
      ),
    )
    const number = numbering()
    const arms = [
      ...new Map(
        targets.flatMap((target) =>
          armsOf(target).map((arm) => [number(arm.experiment), arm] as const),
        ),
      ).values(),
    ]
    if (flags.json)
      return yield* Console.log(
        JSON.stringify({
          faults: [],
          arms: arms.map(({ name, experiment }) => ({
            name,
            experiment,
            ...(flags.defaults ? { fields: explain(experiment) } : {}),
          })),
        }),
      )
    if (flags.defaults)
      for (const { name, experiment } of arms) {
        yield* Console.log(`\n${name}`)
        for (const { field, value, source } of explain(experiment))
          yield* Console.log(
            `  ${field} = ${JSON.stringify(value)}${source === undefined ? "" : `   (default: ${source})`}`,
          )
      }
    yield* Console.log(
      `${flags.file}: no faults (${targets.length} ${targets.length === 1 ? "target" : "targets"}, ${arms.length} ${arms.length === 1 ? "arm" : "arms"})`,
    )
  }),
).pipe(
  Command.withDescription(descriptions.check),
  Command.withExamples([
    { command: "ablate check experiments/quickstart.ts", description: "Types and meaning" },
    {
      command: "ablate check experiments/brats2023.ts --scale smoke --defaults",
      description: "Every field at a scale, with the source of its default",
    },
  ]),
)
