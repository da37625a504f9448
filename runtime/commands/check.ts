import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { explain } from "../../dsl/explain.ts"
import { numbering } from "../../dsl/plainKey.ts"
import { checkScores } from "../results/checkScores.ts"
import { descriptions } from "./descriptions.ts"
import { checkedAll } from "./planned.ts"
import { files, json, scale, set } from "./flags.ts"
import { armsOf, type Target } from "../../dsl/target.ts"
import { plural } from "../units/plural.ts"

const defaults = Flag.Boolean("defaults").pipe(
  Flag.withDescription("List every field with its value, and where a default comes from"),
  Flag.withDefault(false),
)

/** `ablate check`: every fault of a file before anything runs. */
export const check = Command.make(
  "check",
  { files, scale, set, defaults, json },
  Effect.fn("check")(function* (flags) {
    const checked = Effect.gen(function* () {
      const found = yield* checkedAll(flags.files, flags)
      yield* checkScores(
        found.flatMap(({ targets }) => targets),
        process.env,
      )
      return found
    })
    const found = yield* checked.pipe(
      Effect.tapError(({ faults }) =>
        flags.json ? Console.log(JSON.stringify({ faults, arms: [] })) : Effect.void,
      ),
    )
    const different = (targets: readonly Target[]) => {
      const number = numbering()
      const arms = targets.flatMap(armsOf)
      return [...new Map(arms.map((arm) => [number(arm.experiment), arm])).values()]
    }
    const arms =
      flags.json || flags.defaults ? different(found.flatMap(({ targets }) => targets)) : []
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
    for (const [index, { targets }] of found.entries()) {
      const own = different(targets).length
      yield* Console.log(
        `${flags.files[index]}: no faults (${plural(targets.length, "target")}, ${plural(own, "arm")})`,
      )
    }
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
