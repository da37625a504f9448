import type { Values } from "../../arrays.ts"
import type { DeviceArray, TensorSpec } from "../../program.ts"
import { fixed } from "../native/memory.ts"
import { addressOf, type Pointer } from "./memory.ts"
import type { Plugin } from "./plugin.ts"

/** PJRT_Buffer_Type. */
export const typeCodes = { bool: 1, int32: 4, float32: 11 } as const

/** An array in a device's memory. */
export class DeviceBuffer {
  readonly pointer: Pointer
  readonly #plugin: Plugin

  constructor(plugin: Plugin, pointer: Pointer) {
    this.#plugin = plugin
    this.pointer = pointer
  }

  /** A copy of its values. */
  async read(spec: TensorSpec): Promise<Values> {
    const values = fixed(spec)
    const told = this.#plugin.call("Buffer_ToHostBuffer", {
      from: this.pointer,
      data: addressOf(values),
      size: values.byteLength,
    })
    await this.#plugin.ended(told("event"), [values])
    return values
  }

  release(): void {
    this.#plugin.call("Buffer_Destroy", { buffer: this.pointer })
  }
}

/** A buffer that a caller holds, with what is in it. */
export class HeldBuffer implements DeviceArray {
  readonly spec: TensorSpec
  readonly buffer: DeviceBuffer
  #isReleased = false

  constructor(buffer: DeviceBuffer, spec: TensorSpec) {
    this.buffer = buffer
    this.spec = spec
  }

  readonly release = (): void => {
    if (!this.#isReleased) this.buffer.release()
    this.#isReleased = true
  }
}
