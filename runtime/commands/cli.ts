import { Effect } from "effect"
import { Command } from "effect/cli"
import { descriptions } from "./descriptions.ts"

type Name = keyof typeof descriptions

/** The module of each command: what one needs, such as the engine, the others do without. */
const commands = {
  init: async () => (await import("./init.ts")).init,
  check: async () => (await import("./check.ts")).check,
  masks: async () => (await import("./masks.ts")).masks,
  variance: async () => (await import("./variance.ts")).variance,
  plan: async () => (await import("./plan.ts")).plan,
  run: async () => (await import("./run.ts")).run,
  status: async () => (await import("./status.ts")).status,
  watch: async () => (await import("./watch.ts")).watch,
  logs: async () => (await import("./logs.ts")).logs,
  worker: async () => (await import("./worker.ts")).worker,
  why: async () => (await import("./why.ts")).why,
  diff: async () => (await import("./diff.ts")).diff,
  report: async () => (await import("./report.ts")).report,
  predictions: async () => (await import("./predictions.ts")).predictions,
  data: async () => (await import("./data.ts")).data,
  phantom: async () => (await import("./phantom.ts")).phantom,
  devices: async () => (await import("./devices.ts")).devices,
  track: async () => (await import("./track.ts")).track,
  gc: async () => (await import("./gc.ts")).gc,
  store: async () => (await import("./storeVerify.ts")).storeCommand,
  paper: async () => (await import("./paper.ts")).paper,
  weights: async () => (await import("./weights.ts")).weights,
} satisfies Readonly<Record<Name, () => Promise<unknown>>>

const isName = (text: string): text is Name => text in commands

/** Stands for a command that is not called: the help lists it. */
const unloaded = (name: Name) =>
  Command.make(name).pipe(Command.withDescription(descriptions[name]))

/** The command `ablate`, with the subcommands that the arguments may call. */
export const cliFor = Effect.fn("cliFor")(function* (args: readonly string[]) {
  const isAboutAll = args.includes("--completions") || args.includes("--wizard")
  const isCalled = (name: Name) => isAboutAll || args.includes(name)
  const subcommands = yield* Effect.promise(() =>
    Promise.all(
      Object.keys(commands)
        .filter(isName)
        .map(async (name) => (isCalled(name) ? await commands[name]() : unloaded(name))),
    ),
  )
  return Command.make("ablate").pipe(
    Command.withDescription(
      "Experiment-as-code for self-supervised learning on multi-modality MRI. Exit codes: 0 done, 1 faults or failures, 2 wrong usage.",
    ),
    Command.withSubcommands(subcommands),
  )
})
