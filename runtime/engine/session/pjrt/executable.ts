import koffi from "koffi"
import { DeviceBuffer } from "./buffer.ts"
import { addressOf, type Pointer, structOf, wordsOf } from "./memory.ts"
import type { Plugin } from "./plugin.ts"

// PJRT_ExecuteOptions, all as by default.
const defaultOptions = Array<number>(24).fill(0)

/** A compiled program on the devices that it was compiled for. */
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
   * Runs it with the arguments of each device; the event loop goes on meanwhile. Arguments that the
   * program donates are taken over: they are empty afterwards, and still to be released.
   */
  async run(
    given: readonly (readonly DeviceBuffer[])[],
  ): Promise<readonly (readonly DeviceBuffer[])[]> {
    const args = given.map((list) => wordsOf(list.map(({ pointer }) => pointer)))
    const results = given.map(() => wordsOf(Array<number>(this.#results).fill(0)))
    const lists = wordsOf(args.map(addressOf))
    const resultLists = wordsOf(results.map(addressOf))
    const events = wordsOf(given.map(() => 0))
    await this.#plugin.callAsync(
      "LoadedExecutable_Execute",
      {
        executable: this.#loaded,
        options: addressOf(this.#options),
        arguments: addressOf(lists),
        devices: given.length,
        argumentCount: given[0]?.length ?? 0,
        outputs: addressOf(resultLists),
        events: addressOf(events),
      },
      [this, args, results, lists, resultLists, events],
    )
    const buffers = results.map((list) =>
      [...list.subarray(0, this.#results)].map(
        (pointer) => new DeviceBuffer(this.#plugin, pointer),
      ),
    )
    const ends = await Promise.allSettled([...events].map((event) => this.#plugin.ended(event)))
    const failed = ends.find(({ status }) => status === "rejected")
    if (failed?.status !== "rejected") return buffers
    for (const buffer of buffers.flat()) buffer.release()
    throw failed.reason
  }

  /** The compiled program as bytes, for another process with the same plugin and device. */
  serialized(): Uint8Array {
    const told = this.#plugin.call("Executable_Serialize", { executable: this.#executable })
    const bytes = new Uint8Array(koffi.view(told("bytes"), Number(told("length")))).slice()
    koffi.decode(told("deleter"), koffi.proto("void", ["void *"]))(told("holder"))
    return bytes
  }

  /** Bytes that a run needs on each device, as the compiler planned them. */
  memory(): number {
    const told = this.#plugin.call("Executable_GetCompiledMemoryStats", {
      executable: this.#executable,
    })
    return Number(told("arguments") + told("outputs") - told("aliased") + told("temporary"))
  }

  release(): void {
    this.#plugin.call("Executable_Destroy", { executable: this.#executable })
    this.#plugin.call("LoadedExecutable_Destroy", { executable: this.#loaded })
  }
}
