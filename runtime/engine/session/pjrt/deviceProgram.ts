import type { Values } from "../../arrays.ts"
import type { Arrays, Program, TensorSpec } from "../../program.ts"
import { isDivided, type Module } from "../../stablehlo/program.ts"
import type { DeviceBuffer } from "./buffer.ts"
import type { Client, PjrtDevice } from "./client.ts"
import type { Executable } from "./executable.ts"

const release = (buffers: Iterable<DeviceBuffer>): void => {
  for (const buffer of buffers) buffer.release()
}

/** A compiled program and its state on each of its devices. */
export class DeviceProgram {
  readonly #client: Client
  readonly #program: Program
  readonly #module: Module
  readonly #executable: Executable
  readonly #devices: readonly PjrtDevice[]
  /** Of each entry, a copy on each device. */
  readonly #state = new Map<string, readonly DeviceBuffer[]>()
  #running: Promise<unknown> = Promise.resolve()
  #standing: "usable" | "half-way" | "closed" = "usable"

  constructor(
    client: Client,
    devices: readonly PjrtDevice[],
    program: Program,
    module: Module,
    executable: Executable,
  ) {
    this.#client = client
    this.#program = program
    this.#module = module
    this.#executable = executable
    this.#devices = devices
  }

  /** Whether the state is there, or why not: a step failed in the middle, or `close` was called. */
  get standing(): "usable" | "half-way" | "closed" {
    return this.#standing
  }

  load(arrays: Arrays): void {
    for (const [name, spec] of Object.entries(this.#program.state))
      this.#replace(name, this.#copies(arrays[name]!, spec))
    if (this.#standing === "half-way") this.#standing = "usable"
  }

  /** One step. State that it changes gives its memory to what takes its place. */
  async run(inputs: Arrays): Promise<Arrays> {
    const { changed, outputs } = this.#module
    const running = this.#launch(inputs)
    this.#running = running.catch(() => undefined)
    const results = await running
    changed.forEach((name, index) =>
      this.#replace(
        name,
        results.map((ofDevice) => ofDevice[index]!),
      ),
    )
    const left = results.map((ofDevice) => ofDevice.slice(changed.length))
    try {
      const read = outputs.map(
        async ([name, spec], index) => [name, await left[0]![index]!.read(spec)] as const,
      )
      return Object.fromEntries(await Promise.all(read))
    } finally {
      release(left.flat())
    }
  }

  async #launch(inputs: Arrays): Promise<readonly (readonly DeviceBuffer[])[]> {
    const given = Object.entries(this.#program.inputs).map(([name, spec]) =>
      isDivided(this.#program, spec)
        ? this.#parts(inputs[name]!, spec)
        : this.#copies(inputs[name]!, spec),
    )
    const state = Object.keys(this.#program.state).map((name) => this.#state.get(name)!)
    const all = [...state, ...given]
    try {
      return await this.#executable.run(
        this.#devices.map((_, device) => all.map((buffers) => buffers[device]!)),
      )
    } catch (failure) {
      if (this.#standing === "usable" && this.#module.changed.length > 0)
        this.#standing = "half-way"
      throw failure
    } finally {
      release(given.flat())
    }
  }

  async save(): Promise<Arrays> {
    const saved: Record<string, Values> = {}
    for (const [name, spec] of Object.entries(this.#program.state))
      saved[name] = await this.#state.get(name)![0]!.read(spec)
    return saved
  }

  /** Frees everything, after the step that is under way. */
  async close(): Promise<void> {
    this.#standing = "closed"
    await this.#running
    release([...this.#state.values()].flat())
    this.#executable.release()
  }

  #copies(values: Values, spec: TensorSpec): readonly DeviceBuffer[] {
    return this.#devices.map((device) => this.#client.buffer(values, spec, device))
  }

  /** Equal parts along the first axis, one for each device. */
  #parts(values: Values, { shape, dtype }: TensorSpec): readonly DeviceBuffer[] {
    const [samples = 1, ...rest] = shape
    const { length } = this.#devices
    const spec = { shape: [samples / length, ...rest], dtype }
    const size = values.length / length
    return this.#devices.map((device, index) =>
      this.#client.buffer(values.subarray(index * size, (index + 1) * size), spec, device),
    )
  }

  #replace(name: string, buffers: readonly DeviceBuffer[]): void {
    release(this.#state.get(name) ?? [])
    this.#state.set(name, buffers)
  }
}
