import { describe, expect, it } from "vitest"
import { assemble } from "../../../../runtime/engine/session/update/assemble.ts"
import { blocksOf, type Plan } from "../../../../runtime/engine/session/update/blocks.ts"
import { denormalsAsZeros } from "../../../../runtime/engine/session/update/denormals.ts"
import type { Expression } from "../../../../runtime/engine/session/update/expression.ts"
import { sharedMemory } from "../../../../runtime/engine/session/update/memories.ts"
import {
  blockElements,
  placementOf,
  scratchBytes,
} from "../../../../runtime/engine/session/update/placement.ts"
import { openSystemLibrary } from "../../../../runtime/engine/session/update/systemLibrary.ts"
import { random } from "../../../../runtime/random/random.ts"

const system = openSystemLibrary()

/** m' = 0.9 m + g, w' = w - rate m' / sqrt(|m'|). */
const expression: Expression = {
  tensors: 3,
  scalars: 1,
  terms: [
    { tensor: 0 },
    { tensor: 1 },
    { tensor: 2 },
    { constant: 0.9 },
    { op: "Mul", of: [1, 3] },
    { op: "Add", of: [4, 2] },
    { op: "Abs", of: [5] },
    { op: "Sqrt", of: [6] },
    { op: "Div", of: [5, 7] },
    { scalar: 0 },
    { op: "Mul", of: [8, 9] },
    { op: "Sub", of: [0, 10] },
  ],
  results: [
    { tensor: 0, term: 11 },
    { tensor: 1, term: 5 },
  ],
}

const rounded = Math.fround

describe("blocks of loops", () => {
  it("compute as IEEE 754 rounds, in one memory or in several", () => {
    const sizes = [1, 30, blockElements, 2 * blockElements + 5]
    const loops = sizes.map((size, index) => ({
      ...expression,
      size,
      entries: [`w${index}`, `m${index}`],
      computed: [`g${index}`],
      scalarNames: ["rate"],
    }))
    for (const [most, memories] of [
      [2 ** 30, 1],
      [2 ** 18, 2],
    ] as const) {
      const placement = placementOf(loops, 2, most)
      expect(placement.memories).toHaveLength(memories)
      expect(Math.max(...placement.memories)).toBeLessThanOrEqual(most)
      const gradients = sizes.map((size) => new Float32Array(new SharedArrayBuffer(4 * size)))
      const plan: Plan = {
        modules: [new WebAssembly.Module(assemble(expression))],
        memories: placement.memories.map(sharedMemory),
        tasks: placement.placed.map(({ loop, memory, entries }, index) => ({
          module: 0,
          memory,
          size: loop.size,
          entries,
          computed: [index],
          scalars: [sizes.length],
        })),
        scratch: scratchBytes(loops),
        read: new Float64Array([...gradients.map((values) => system.address(values)), 0.25]),
        taken: new Int32Array(1),
      }
      const draws = random(1, "blocks")
      const entries = placement.placed.map(({ loop, memory, entries }) =>
        entries.map((at) => new Float32Array(plan.memories[memory]!.buffer, at, loop.size)),
      )
      for (const values of [...entries.flat(), ...gradients])
        for (let index = 0; index < values.length; index++) values[index] = draws.normal()
      const expected = entries.map(([w, m], order) =>
        Array.from(w!, (weight, index) => {
          const moment = rounded(rounded(m![index]! * rounded(0.9)) + gradients[order]![index]!)
          const root = rounded(Math.sqrt(Math.abs(moment)))
          return [rounded(weight - rounded(rounded(moment / root) * 0.25)), moment]
        }),
      )
      // The second thread finds nothing left to do.
      blocksOf(system, plan, 1)()
      const done = entries.map(([w, m]) => Array.from(w!, (weight, index) => [weight, m![index]!]))
      expect(done).toEqual(expected)
      blocksOf(system, plan, 0)()
      expect(entries.map(([w]) => [...w!])).toEqual(expected.map((rows) => rows.map(([w]) => w)))
    }
  })

  it("take denormals for zeros, as ONNX Runtime does, and leave the thread as it was", () => {
    const square: Expression = {
      tensors: 1,
      scalars: 1,
      terms: [{ tensor: 0 }, { scalar: 0 }, { op: "Mul", of: [0, 1] }],
      results: [{ tensor: 0, term: 2 }],
    }
    const memory = sharedMemory(16)
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble(square)), {
      shared: { memory },
    })
    const values = new Float32Array(memory.buffer, 0, 4)
    const times = (start: number, factor: number): number => {
      values.fill(start)
      exports["run"]!(0, 16, factor)
      return values[3]!
    }
    const within = (start: number, factor: number): number => {
      let result = Number.NaN
      denormalsAsZeros(system, () => void (result = times(start, factor)))
      return result
    }
    expect([times(1e-20, 1e-20), times(1e-40, 2 ** 20)].every((x) => x > 0)).toBe(true)
    expect([within(1e-20, 1e-20), within(1e-40, 2 ** 20)]).toEqual([0, 0])
    expect([times(1e-20, 1e-20), times(1e-40, 2 ** 20)].every((x) => x > 0)).toBe(true)
  })
})
