import { sizeOf } from "../shape.ts"
import type { Spec } from "./graph.ts"
import type { Model } from "./model.ts"

const elementBytes = { float32: 4, int32: 4, int64: 8, bool: 1 } as const

const bytesOf = ({ shape, dtype }: Spec): number => sizeOf(shape) * elementBytes[dtype]

/**
 * Estimated peak of bytes held in a step: inputs, state and constants all the time, results from
 * their node to their last reader, in recorded order. Reshapes share their input's memory.
 */
export const peakBytes = ({ graph, nodes, state, inputs, changed, outputs }: Model): number => {
  const root = new Map<string, string>()
  const rootOf = (name: string): string => root.get(name) ?? name
  const lastRead = new Map<string, number>()
  nodes.forEach((node, index) => {
    if (node.op === "Reshape") root.set(node.outputs[0]!, rootOf(node.inputs[0]!))
    for (const name of node.inputs) lastRead.set(rootOf(name), index)
  })
  for (const name of [...changed.values(), ...outputs.values()])
    lastRead.set(rootOf(name), nodes.length)
  const ending = new Map<number, string[]>()
  for (const [name, index] of lastRead) {
    if (graph.producer(name) === undefined) continue
    ending.set(index, [...(ending.get(index) ?? []), name])
  }
  const constants = nodes.flatMap((node) => node.inputs.filter((name) => graph.constants.has(name)))
  const held = new Set([...state.values(), ...inputs.values(), ...constants])
  let live = [...held].reduce((sum, name) => sum + bytesOf(graph.spec(name)), 0)
  let peak = live
  nodes.forEach((node, index) => {
    const made = node.outputs.filter((name) => !root.has(name) && lastRead.has(name))
    live += made.reduce((sum, name) => sum + bytesOf(graph.spec(name)), 0)
    peak = Math.max(peak, live)
    for (const name of ending.get(index) ?? []) live -= bytesOf(graph.spec(name))
  })
  return peak
}
