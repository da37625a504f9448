import type { Values } from "../../arrays.ts"
import type { Arrays, Inputs, Program, TensorSpec } from "../../program.ts"
import { storedSpec, storedValues, valuesOf } from "../../stablehlo/filters.ts"
import { isDivided, type Module } from "../../stablehlo/program.ts"
import { type DeviceBuffer, HeldBuffer } from "./buffer.ts"
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
    const { filters } = this.#module
    for (const [name, spec] of Object.entries(this.#program.state))
      this.#replace(
        name,
        this.#copies(storedValues(filters, arrays[name]!, spec), storedSpec(filters, spec)),
      )
    if (this.#standing === "half-way") this.#standing = "usable"
  }

  /** A copy of values on the first device. */
  put(values: Values, spec: TensorSpec): HeldBuffer {
    return new HeldBuffer(this.#client.buffer(values, spec, this.#devices[0]!), spec)
  }

  /** One step. State that it changes gives its memory to what takes its place. */
  async run(inputs: Inputs): Promise<Arrays> {
    const { outputs } = this.#module
    const left = await this.#stepped(inputs)
    try {
      const read = outputs.map(
        async ([name, spec], index) => [name, await left[0]![index]!.read(spec)] as const,
      )
      return Object.fromEntries(await Promise.all(read))
    } finally {
      release(left.flat())
    }
  }

  /** One step whose outputs stay on the first device. */
  async step(inputs: Inputs): Promise<Readonly<Record<string, HeldBuffer>>> {
    const [first, ...others] = await this.#stepped(inputs)
    release(others.flat())
    return Object.fromEntries(
      this.#module.outputs.map(([name, spec], index) => [
        name,
        new HeldBuffer(first![index]!, spec),
      ]),
    )
  }

  /** The outputs of a step on each device. */
  async #stepped(inputs: Inputs): Promise<readonly (readonly DeviceBuffer[])[]> {
    const { changed } = this.#module
    const running = this.#launch(inputs)
    this.#running = running.catch(() => undefined)
    const results = await running
    changed.forEach((name, index) =>
      this.#replace(
        name,
        results.map((ofDevice) => ofDevice[index]!),
      ),
    )
    return results.map((ofDevice) => ofDevice.slice(changed.length))
  }

  async #launch(inputs: Inputs): Promise<readonly (readonly DeviceBuffer[])[]> {
    const sent: DeviceBuffer[] = []
    const given = Object.entries(this.#program.inputs).map(([name, spec]) => {
      const values = inputs[name]!
      if (values instanceof HeldBuffer) return [values.buffer]
      if ("spec" in values) throw new Error(`${name} is an array of another engine`)
      const buffers = isDivided(this.#program, spec)
        ? this.#parts(values, spec)
        : this.#copies(values, spec)
      sent.push(...buffers)
      return buffers
    })
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
      release(sent)
    }
  }

  async save(): Promise<Arrays> {
    const { filters } = this.#module
    const saved: Record<string, Values> = {}
    for (const [name, spec] of Object.entries(this.#program.state)) {
      const stored = await this.#state.get(name)![0]!.read(storedSpec(filters, spec))
      saved[name] = valuesOf(filters, stored, spec)
    }
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
