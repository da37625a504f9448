import { denormalsAsZeros } from "./denormals.ts"
import { blockElements, scratchOffset } from "./placement.ts"
import type { SystemLibrary } from "./systemLibrary.ts"
import type { SharedMemory } from "./webAssembly.ts"

/** A loop as a thread runs it. */
export interface Task {
  readonly module: number
  readonly memory: number
  readonly size: number
  /** Byte offsets of its entries in the memory. */
  readonly entries: readonly number[]
  /** Where `Plan.read` holds the addresses of its computed tensors, and its scalars. */
  readonly computed: readonly number[]
  readonly scalars: readonly number[]
}

/** All that the threads of an update share. */
export interface Plan {
  readonly modules: readonly WebAssembly.Module[]
  readonly memories: readonly SharedMemory[]
  readonly tasks: readonly Task[]
  /** Bytes of a memory for each thread's blocks. */
  readonly scratch: number
  /** Addresses and scalars of the step, written before it. */
  readonly read: Float64Array
  /** How many blocks were taken so far in the step. */
  readonly taken: Int32Array
}

const run = (system: SystemLibrary, plan: Plan, thread: number) => {
  const { modules, memories, tasks, scratch, read, taken } = plan
  const instances = new Map<string, WebAssembly.Instance>()
  const bases = memories.map(({ buffer }) => system.address(new Uint8Array(buffer, 0, 1)))
  const functionOf = ({ module, memory }: Task) => {
    const key = `${module} ${memory}`
    const shared = { memory: memories[memory]! }
    const known = instances.get(key) ?? new WebAssembly.Instance(modules[module]!, { shared })
    instances.set(key, known)
    return known.exports["run"]!
  }
  const ready = tasks.map((task) => ({ ...task, update: functionOf(task) }))
  const lasts = tasks.map(({ size }) => Math.ceil(size / blockElements))
  const block = (index: number, from: number): void => {
    const { size, memory, entries, computed, scalars, update } = ready[index]!
    const count = Math.min(blockElements, size - from)
    const addresses = entries.map((offset) => offset + 4 * from)
    computed.forEach((at, order) => {
      const to = scratchOffset(scratch, thread, order)
      system.memcpy(bases[memory]! + to, read[at]! + 4 * from, 4 * count)
      addresses.push(to)
    })
    const numbers = scalars.map((at) => read[at]!)
    update(...addresses, addresses[0]! + 4 * count, ...numbers)
  }
  return (): void => {
    let task = 0
    let before = 0
    for (;;) {
      const next = Atomics.add(taken, 0, 1)
      while (task < lasts.length && next >= before + lasts[task]!) before += lasts[task++]!
      if (task === lasts.length) return
      block(task, (next - before) * blockElements)
    }
  }
}

/** What one thread does in each step: block after block, until all threads together have done all. */
export const blocksOf = (system: SystemLibrary, plan: Plan, thread: number): (() => void) => {
  const all = run(system, plan, thread)
  return () => denormalsAsZeros(system, all)
}
