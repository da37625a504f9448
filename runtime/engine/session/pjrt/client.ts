import type { Values } from "../../arrays.ts"
import type { TensorSpec } from "../../program.ts"
import { DeviceBuffer, typeCodes } from "./buffer.ts"
import { Executable } from "./executable.ts"
import { PjrtFailure } from "./failure.ts"
import { addressOf, type Pointer, structOf, wordsAt, wordsOf } from "./memory.ts"
import { type ClientOptions, type CompilerFlags, compileOptions, namedValues } from "./options.ts"
import type { Plugin } from "./plugin.ts"

// PJRT_HostBufferSemantics_kImmutableOnlyDuringCall: the values are copied before the call returns.
const onlyDuringCall = 0

/** A device that programs can run on. */
export interface PjrtDevice {
  readonly pointer: Pointer
  /** Its number among all devices of the client. */
  readonly id: number
  /** Such as `NVIDIA H200`. */
  readonly kind: string
}

/** The devices of a plugin. Lives as long as the process. */
export class Client {
  readonly plugin: Plugin
  /** Such as `cpu` or `cuda`. */
  readonly platform: string
  readonly version: string
  readonly devices: readonly PjrtDevice[]
  readonly #client: Pointer

  /** Throws where the plugin finds nothing to run on. */
  constructor(plugin: Plugin, options: ClientOptions) {
    this.plugin = plugin
    const { words, count, keep } = namedValues(options)
    this.#client = plugin.call("Client_Create", {
      options: count === 0 ? 0 : addressOf(words),
      count,
    })("client")
    void keep.length
    this.platform = plugin.text("Client_PlatformName", this.#client)
    this.version = plugin.text("Client_PlatformVersion", this.#client)
    const listed = plugin.call("Client_AddressableDevices", { client: this.#client })
    this.devices = wordsAt(listed("devices"), Number(listed("count"))).map((pointer) => {
      const described = plugin.call("Device_GetDescription", { device: pointer })("described")
      const id = plugin.call("DeviceDescription_Id", { described })("id")
      return {
        pointer,
        id: Number(BigInt.asUintN(32, id)),
        kind: plugin.text("DeviceDescription_Kind", described),
      }
    })
  }

  /** Bytes of a device's memory that are free; undefined where the plugin does not count them, as on a CPU. */
  free(device: PjrtDevice): number | undefined {
    try {
      const told = this.plugin.call("Device_MemoryStats", { device: device.pointer })
      const isSet = BigInt.asUintN(8, told("limitIsSet")) !== 0n
      return isSet ? Number(told("limit") - told("used")) : undefined
    } catch (thrown) {
      if (thrown instanceof PjrtFailure) return undefined
      throw thrown
    }
  }

  /** Compiles StableHLO for devices that run it together, on another thread. */
  async compile(
    text: string,
    flags: CompilerFlags,
    devices: readonly PjrtDevice[],
  ): Promise<Executable> {
    const code = new TextEncoder().encode(text)
    const format = new TextEncoder().encode("mlir")
    const program = structOf([addressOf(code), code.length, addressOf(format), format.length])
    const options = compileOptions(
      flags,
      devices.map(({ id }) => id),
    )
    const told = await this.plugin.callAsync(
      "Client_Compile",
      {
        client: this.#client,
        program: addressOf(program),
        options: addressOf(options),
        optionsSize: options.length,
      },
      [code, format, program, options],
    )
    return new Executable(this.plugin, told("executable"))
  }

  /** What `Executable.serialized` gave, ready to run. */
  async restore(bytes: Uint8Array): Promise<Executable> {
    const told = await this.plugin.callAsync(
      "Executable_DeserializeAndLoad",
      { client: this.#client, bytes: addressOf(bytes), length: bytes.length },
      [bytes],
    )
    return new Executable(this.plugin, told("executable"))
  }

  /** A copy of an array in a device's memory. */
  buffer(values: Values, { shape, dtype }: TensorSpec, device: PjrtDevice): DeviceBuffer {
    const dims = wordsOf(shape)
    const told = this.plugin.call("Client_BufferFromHostBuffer", {
      client: this.#client,
      data: addressOf(values),
      type: typeCodes[dtype],
      dims: addressOf(dims),
      rank: shape.length,
      semantics: onlyDuringCall,
      device: device.pointer,
    })
    this.plugin.call("Event_Destroy", { event: told("done") })
    return new DeviceBuffer(this.plugin, told("buffer"))
  }
}
