import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { CliOutput, Command, type HelpDoc } from "effect/cli"
import { cliFor } from "../runtime/commands/cli.ts"

type Help = HelpDoc.HelpDoc

const helpBelow = (
  path: readonly string[],
): Effect.Effect<readonly Help[], unknown, NodeServices.NodeServices> =>
  Effect.gen(function* () {
    const told: Help[] = []
    const args = [...path, "--help"]
    const presenter = CliOutput.layerPresenter({
      present: (event) =>
        Effect.sync(() => void (event._tag === "Help" && told.push(event.helpDoc))),
    })
    const cli = yield* cliFor(args)
    yield* Command.runWith(cli, { version: "" })(args).pipe(Effect.provide(presenter))
    const below = told
      .flatMap(({ subcommands = [] }) => subcommands.flatMap(({ commands }) => commands))
      .map(({ name }) => helpBelow([...path, name]))
    return [...told, ...(yield* Effect.all(below)).flat()]
  })

/** What `--help` tells of `ablate` and of every command below it. */
export const commandHelp = (): Promise<readonly Help[]> =>
  helpBelow([]).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
