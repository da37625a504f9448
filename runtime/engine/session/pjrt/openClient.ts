import { existsSync } from "node:fs"
import type { XlaPlatform } from "../../device.ts"
import { virtualDevices } from "../../division.ts"
import { Client } from "./client.ts"
import { NoPlugin } from "./failure.ts"
import type { ClientOptions } from "./options.ts"
import { Plugin } from "./plugin.ts"
import { pluginFile } from "./pluginFile.ts"

/** Opens a platform's plugin. Throws, in words for a user, where that cannot be. */
export const openClient = (platform: XlaPlatform, options: ClientOptions): Client => {
  const file = pluginFile(platform, process.env)
  if (file === undefined)
    throw new NoPlugin(
      `there is no PJRT plugin of XLA for ${platform} (ABLATE_XLA_PLUGIN is not set)`,
    )
  if (!existsSync(file)) throw new NoPlugin(`${file}, the PJRT plugin, does not exist`)
  const client = new Client(new Plugin(file), options)
  if ((client.platform === "cpu") !== (platform === "cpu"))
    throw new NoPlugin(`${file} is a PJRT plugin for ${client.platform}, not for ${platform}`)
  if (client.devices.length === 0) throw new NoPlugin(`${file} finds no device to run on`)
  return client
}

/** Devices of a CPU share the processor; memory of a GPU is taken as it is needed: slots may share it. */
const optionsOf: Readonly<Record<XlaPlatform, ClientOptions>> = {
  cpu: { cpu_device_count: virtualDevices },
  cuda: { preallocate: false },
}

const opened = new Map<XlaPlatform, Client>()

/** XLA on a platform's devices that the process sees, opened once for its life. */
export const clientOf = (platform: XlaPlatform): Client => {
  const client = opened.get(platform) ?? openClient(platform, optionsOf[platform])
  opened.set(platform, client)
  return client
}
