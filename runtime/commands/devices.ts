import { Console, Effect } from "effect"
import { Command } from "effect/cli"
import { deviceNames } from "../devices/device.ts"
import { devicesData, devicesText } from "../devices/devicesReport.ts"
import { readHost } from "../devices/host.ts"
import { seeDevice, seeNvidia } from "../devices/seeDevices.ts"
import { descriptions } from "./descriptions.ts"
import { installDevice } from "./devicesInstall.ts"
import { json } from "./flags.ts"

/** `ablate devices`: what this machine has, what each device could use, and why not. */
export const devices = Command.make(
  "devices",
  { json },
  Effect.fn("devices")(function* (flags) {
    const host = readHost()
    const nvidia = yield* seeNvidia(process.env)
    const seen = yield* Effect.forEach(
      deviceNames,
      (name) => seeDevice(name, host, nvidia, process.env),
      { concurrency: "unbounded" },
    )
    const report = { host, nvidia, devices: seen }
    yield* Console.log(flags.json ? JSON.stringify(devicesData(report)) : devicesText(report))
  }),
).pipe(
  Command.withDescription(descriptions.devices),
  Command.withSubcommands([installDevice]),
  Command.withExamples([
    { command: "ablate devices", description: "Why a device cannot be used, and what to install" },
    { command: "ablate devices --json", description: "The same for other programs" },
  ]),
)
