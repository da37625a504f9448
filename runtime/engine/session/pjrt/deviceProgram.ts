import type { Values } from "../../arrays.ts"
import type { Arrays, Program } from "../../program.ts"
import type { Module } from "../../stablehlo/program.ts"
import type { DeviceBuffer } from "./buffer.ts"
import type { Client, PjrtDevice } from "./client.ts"
import type { Executable } from "./executable.ts"

const release = (buffers: Iterable<DeviceBuffer>): void => {
  for (const buffer of buffers) buffer.release()
}

/** A compiled program and its state on a device. */
export class DeviceProgram {
  readonly #client: Client
  readonly #program: Program
  readonly #module: Module
  readonly #executable: Executable
  readonly #device: PjrtDevice
  readonly #state = new Map<string, DeviceBuffer>()
  #running: Promise<unknown> = Promise.resolve()
  #standing: "usable" | "half-way" | "closed" = "usable"

  constructor(
    client: Client,
    device: PjrtDevice,
    program: Program,
    module: Module,
    executable: Executable,
  ) {
    this.#client = client
    this.#program = program
    this.#module = module
    this.#executable = executable
    this.#device = device
  }

  /** Whether the state is there, or why not: a step failed in the middle, or `close` was called. */
  get standing(): "usable" | "half-way" | "closed" {
    return this.#standing
  }

  load(arrays: Arrays): void {
    for (const [name, spec] of Object.entries(this.#program.state))
      this.#replace(name, this.#client.buffer(arrays[name]!, spec, this.#device))
    if (this.#standing === "half-way") this.#standing = "usable"
  }

  /** One step. State that it changes gives its memory to what takes its place. */
  async run(inputs: Arrays): Promise<Arrays> {
    const { changed, outputs } = this.#module
    const running = this.#launch(inputs)
    this.#running = running.catch(() => undefined)
    const results = await running
    changed.forEach((name, index) => this.#replace(name, results[index]!))
    const left = results.slice(changed.length)
    try {
      const read = outputs.map(
        async ([name, spec], index) => [name, await left[index]!.read(spec)] as const,
      )
      return Object.fromEntries(await Promise.all(read))
    } finally {
      release(left)
    }
  }

  async #launch(inputs: Arrays): Promise<readonly DeviceBuffer[]> {
    const given = Object.entries(this.#program.inputs).map(([name, spec]) =>
      this.#client.buffer(inputs[name]!, spec, this.#device),
    )
    const state = Object.keys(this.#program.state).map((name) => this.#state.get(name)!)
    try {
      return await this.#executable.run([...state, ...given])
    } catch (failure) {
      if (this.#standing === "usable" && this.#module.changed.length > 0)
        this.#standing = "half-way"
      throw failure
    } finally {
      release(given)
    }
  }

  async save(): Promise<Arrays> {
    const saved: Record<string, Values> = {}
    for (const [name, spec] of Object.entries(this.#program.state))
      saved[name] = await this.#state.get(name)!.read(spec)
    return saved
  }

  /** Frees everything, after the step that is under way. */
  async close(): Promise<void> {
    this.#standing = "closed"
    await this.#running
    release(this.#state.values())
    this.#executable.release()
  }

  #replace(name: string, buffer: DeviceBuffer): void {
    this.#state.get(name)?.release()
    this.#state.set(name, buffer)
  }
}
