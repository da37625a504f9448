import koffi from "koffi"
import { DeviceBuffer } from "./buffer.ts"
import { addressOf, type Pointer, structOf, wordsOf } from "./memory.ts"
import type { Plugin } from "./plugin.ts"

// PJRT_ExecuteOptions, all as by default.
const defaultOptions = Array<number>(24).fill(0)

/** A compiled program on one device. */
export class Executable {
  readonly #plugin: Plugin
  readonly #loaded: Pointer
  readonly #executable: Pointer
  readonly #results: number
  readonly #options = structOf(defaultOptions)

  constructor(plugin: Plugin, loaded: Pointer) {
    this.#plugin = plugin
    this.#loaded = loaded
    this.#executable = plugin.call("LoadedExecutable_GetExecutable", { loaded })("executable")
    this.#results = Number(
      plugin.call("Executable_NumOutputs", { executable: this.#executable })("count"),
    )
  }

  /**
   * Runs it; the event loop goes on meanwhile. Arguments that the program donates are taken over: they
   * are empty afterwards, and still to be released.
   */
  async run(given: readonly DeviceBuffer[]): Promise<readonly DeviceBuffer[]> {
    const list = wordsOf(given.map(({ pointer }) => pointer))
    const results = wordsOf(Array<number>(this.#results).fill(0))
    const lists = wordsOf([addressOf(list)])
    const resultLists = wordsOf([addressOf(results)])
    const events = wordsOf([0])
    await this.#plugin.callAsync(
      "LoadedExecutable_Execute",
      {
        executable: this.#loaded,
        options: addressOf(this.#options),
        arguments: addressOf(lists),
        devices: 1,
        argumentCount: given.length,
        outputs: addressOf(resultLists),
        events: addressOf(events),
      },
      [this, list, results, lists, resultLists, events],
    )
    const buffers = [...results.subarray(0, this.#results)].map(
      (pointer) => new DeviceBuffer(this.#plugin, pointer),
    )
    try {
      await this.#plugin.ended(events[0]!)
    } catch (failure) {
      for (const buffer of buffers) buffer.release()
      throw failure
    }
    return buffers
  }

  /** The compiled program as bytes, for another process with the same plugin and device. */
  serialized(): Uint8Array {
    const told = this.#plugin.call("Executable_Serialize", { executable: this.#executable })
    const bytes = new Uint8Array(koffi.view(told("bytes"), Number(told("length")))).slice()
    koffi.decode(told("deleter"), koffi.proto("void", ["void *"]))(told("holder"))
    return bytes
  }

  /** Bytes that a run needs on the device, as the compiler planned them. */
  memory(): number {
    const told = this.#plugin.call("Executable_GetCompiledMemoryStats", {
      executable: this.#executable,
    })
    const {
      arguments: given,
      outputs,
      aliased,
      temporary,
    } = {
      arguments: told("arguments"),
      outputs: told("outputs"),
      aliased: told("aliased"),
      temporary: told("temporary"),
    }
    return Number(given + outputs - aliased + temporary)
  }

  release(): void {
    this.#plugin.call("Executable_Destroy", { executable: this.#executable })
    this.#plugin.call("LoadedExecutable_Destroy", { executable: this.#loaded })
  }
}
