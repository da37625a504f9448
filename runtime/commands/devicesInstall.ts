import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag, Prompt } from "effect/cli"
import { type CudaMajor, cudaOfDriver } from "../devices/install/cudaOfDriver.ts"
import { installSet, onDisk, sizeOfSet } from "../devices/install/installSet.ts"
import { havePip } from "../devices/install/pip.ts"
import { seeNvidia } from "../devices/seeDevices.ts"
import { installedFolder, wheelsOf } from "../engine/session/pjrt/wheels.ts"
import type { PluginSet } from "../engine/session/pjrt/requirements.ts"
import { inBytes } from "../units/bytes.ts"
import { refusal } from "../faults/refusal.ts"
import { makeFolder } from "../files/makeFolder.ts"
import { takeLease } from "../store/lease/lease.ts"
import { plural } from "../units/plural.ts"

const device = Argument.Literals("device", ["cuda", "xla:cpu"]).pipe(
  Argument.withDescription("What for: NVIDIA GPUs, or the CPU plugin that is compared with them"),
)

const cuda = Flag.Literals("cuda", ["12", "13"]).pipe(
  Flag.withDescription("Version of CUDA (default: the newest that this machine's driver serves)"),
  Flag.optional,
)

const yes = Flag.Boolean("yes").pipe(
  Flag.withDescription("Install without asking"),
  Flag.withDefault(false),
)

const dryRun = Flag.Boolean("dry-run").pipe(
  Flag.withDescription("List the wheels with their sizes; nothing is downloaded"),
  Flag.withDefault(false),
)

const chosenSet = Effect.fnUntraced(function* (
  device: "cuda" | "xla:cpu",
  asked: Option.Option<"12" | "13">,
) {
  if (device === "xla:cpu") return "cpu"
  const major: CudaMajor = Option.isSome(asked)
    ? asked.value === "12"
      ? 12
      : 13
    : yield* Effect.fromResult(cudaOfDriver(yield* seeNvidia(process.env)))
  return `cuda${major}` satisfies PluginSet
})

const consent = Effect.gen(function* () {
  if (!process.stdin.isTTY)
    return yield* refusal({
      what: "there is no terminal to ask in",
      expected: "--yes",
      hint: "add --yes to install",
    })
  return yield* Prompt.run(Prompt.Confirm({ message: "Install?" }))
})

/** `ablate devices install`: a plugin with the libraries that it needs, by pip, in a folder of its own. */
export const installDevice = Command.make(
  "install",
  { device, cuda, yes, dryRun },
  Effect.fn("devices install")(function* (flags) {
    if (process.platform !== "linux" || process.arch !== "x64")
      return yield* refusal({
        what: `this is ${process.platform} on ${process.arch}`,
        expected: "Linux on x86-64: there are wheels for nothing else in the list",
        hint: "ABLATE_XLA_PLUGIN names a plugin that is installed by other means",
      })
    const set = yield* chosenSet(flags.device, flags.cuda)
    const folder = installedFolder(set, process.env)
    const wheels = wheelsOf(set)
    const { download, unpacked } = sizeOfSet(wheels)
    if (existsSync(folder) && !flags.dryRun)
      return yield* Console.log(`${folder} is there already; remove the folder to install it anew`)
    if (flags.dryRun)
      for (const { pinned, size } of wheels)
        yield* Console.log(`${inBytes(size).padStart(7)}  ${pinned}`)
    yield* Console.log(
      `${plural(wheels.length, "wheel")} of PyPI, ${inBytes(download)} to download, ${inBytes(unpacked)} on the disk in ${folder}`,
    )
    if (flags.dryRun) return
    yield* havePip
    if (!flags.yes && !(yield* consent)) return yield* Console.log("nothing was installed")
    yield* onDisk(folder, () => makeFolder(dirname(folder)))
    // Two at once would write into one half-made folder.
    if ((yield* takeLease(`${folder}.lease`)) === null)
      return yield* refusal({
        what: `another ablate devices install is at work on ${folder}`,
        hint: "wait until it has ended; one that was killed is followed at once",
      })
    if (existsSync(folder)) return yield* Console.log(`${folder} is there now`)
    const plugin = yield* installSet(set, process.env, Console.log)
    yield* Console.log(`installed ${plugin}\nablate devices tries it`)
  }, Effect.scoped),
).pipe(
  Command.withDescription(
    "Install XLA's plugin with the libraries that it needs, by pip, into a folder of your own",
  ),
  Command.withExamples([
    { command: "ablate devices install cuda", description: "For this machine's NVIDIA driver" },
    {
      command: "ablate devices install cuda --cuda 12 --dry-run",
      description: "What it would download for CUDA 12",
    },
    { command: "ablate devices install xla:cpu --yes", description: "XLA on the CPU, 63 MB" },
  ]),
)
