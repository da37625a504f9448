import { Config, Effect, type Scope } from "effect"
import { fault } from "../../../../dsl/fault.ts"
import type { Values } from "../../arrays.ts"
import { type EngineError, engineError } from "../../error.ts"
import type { Model } from "../../onnx/model.ts"
import { messageOf } from "../failure.ts"
import { assemble } from "./assemble.ts"
import type { Plan, Task } from "./blocks.ts"
import { type Loop, loopsOf } from "./loops.ts"
import { memoryBytes, sharedMemory } from "./memories.ts"
import { type Placement, placementOf, scratchBytes } from "./placement.ts"
import { withoutUpdates, type Split } from "./split.ts"
import type { SystemLibrary } from "./systemLibrary.ts"
import { startThreads } from "./threads.ts"

/** Updates that run after the graph, each in one pass over its weights, gradients and moments. */
export interface OnePass {
  /** Results of the graph that are read, which it leaves in memory of its own. */
  readonly read: readonly string[]
  /** Where the entries lie that are read and written. */
  readonly placed: ReadonlyMap<string, Values>
  /** Updates, given the addresses of what `read` names. */
  readonly run: (addresses: readonly number[]) => Promise<void>
}

const planOf = ({ memories, placed }: Placement, read: readonly string[]): Plan => {
  const modules: WebAssembly.Module[] = []
  const known = new Map<string, number>()
  const moduleOf = ({ tensors, scalars, terms, results }: Loop): number => {
    const key = JSON.stringify([tensors, scalars, terms, results])
    const index = known.get(key) ?? modules.length
    if (index === modules.length)
      modules.push(new WebAssembly.Module(assemble({ tensors, scalars, terms, results })))
    known.set(key, index)
    return index
  }
  const places = new Map(read.map((name, index) => [name, index]))
  const tasks = placed.map(({ loop, memory, entries }): Task => ({
    module: moduleOf(loop),
    memory,
    size: loop.size,
    entries,
    computed: loop.computed.map((name) => places.get(name)!),
    scalars: loop.scalarNames.map((name) => places.get(name)!),
  }))
  return {
    modules,
    memories: memories.map(sharedMemory),
    tasks,
    scratch: scratchBytes(placed.map(({ loop }) => loop)),
    read: new Float64Array(new SharedArrayBuffer(8 * read.length)),
    taken: new Int32Array(new SharedArrayBuffer(4)),
  }
}

const opened = Effect.fnUntraced(function* (system: SystemLibrary, split: Split, threads: number) {
  const placement = placementOf(split.loops, threads, memoryBytes)
  const plan = planOf(placement, split.read)
  const blocks = yield* startThreads(system, plan, threads)
  const scalars = new Set(split.loops.flatMap(({ scalarNames }) => scalarNames))
  const number = new Float32Array(new ArrayBuffer(4))
  const numberAddress = system.address(number)
  const run: OnePass["run"] = async (addresses) => {
    split.read.forEach((name, index) => {
      plan.read[index] = addresses[index]!
      if (!scalars.has(name)) return
      system.memcpy(numberAddress, addresses[index]!, 4)
      plan.read[index] = number[0]!
    })
    plan.taken[0] = 0
    await blocks()
  }
  const placed = new Map(
    placement.placed.flatMap(({ loop, memory, entries }) =>
      loop.entries.map((entry, index) => {
        const { buffer } = plan.memories[memory]!
        return [entry, new Float32Array(buffer, entries[index], loop.size)] as const
      }),
    ),
  )
  return { model: split.model, update: { read: split.read, placed, run } satisfies OnePass }
})

/** Loaded when it is needed: koffi has no binary for some platforms. */
const systemLibrary = Effect.tryPromise({
  try: async () => (await import("./systemLibrary.ts")).openSystemLibrary(),
  catch: messageOf,
})

/** `ABLATE_UPDATE=nodes` leaves updates in the graph, to compare. */
const chosen = Config.withDefault(Config.Literals(["loops", "nodes"], "ABLATE_UPDATE"), "loops")

/** Threads that share the bandwidth of a machine's memory; more are no faster. */
const mostThreads = 16

/**
 * Takes the updates that are element by element out of a model: each becomes a loop in WebAssembly. The
 * model as it is, with a line in the log, where that cannot be.
 */
export const onePass = Effect.fnUntraced(function* (
  program: string,
  model: Model,
  threads: number,
): Effect.fn.Return<
  { readonly model: Model; readonly update: OnePass | undefined },
  EngineError,
  Scope.Scope
> {
  const unfused = { model, update: undefined }
  const kind = yield* Effect.mapError(chosen, () =>
    engineError(
      program,
      "session",
      fault({
        what: "ABLATE_UPDATE has an unknown value",
        where: {},
        expected: "loops or nodes",
        hint: "unset ABLATE_UPDATE",
      }),
    ),
  )
  if (kind === "nodes") return unfused
  const loops = loopsOf(model)
  const split = withoutUpdates(model, loops)
  // ONNX Runtime refuses a graph in which nothing is left.
  if (loops.length === 0 || split.model.nodes.length === 0) return unfused
  const made = Effect.flatMap(systemLibrary, (system) =>
    opened(system, split, Math.min(threads, mostThreads)),
  )
  return yield* Effect.catch(made, (why) =>
    Effect.as(
      Effect.logWarning(
        `${program} updates its weights in several passes, which takes longer: ${why}`,
      ),
      unfused,
    ),
  )
})
