import { type Model, onlyNeeded } from "../onnx/model.ts"
import { intsOf, Recorder } from "../onnx/recorder.ts"
import type { Graph, Node } from "../onnx/graph.ts"
import { ordered } from "./state/precedence.ts"

/** What a reshape was made from, or the value itself. */
const beforeReshape = (graph: Graph, name: string): string => {
  const producer = graph.producer(name)
  return producer?.op === "Reshape" ? producer.inputs[0]! : name
}

/** The pooling whose positions the indices of a sum into zeros are, if no two of its windows overlap. */
const disjointPool = (graph: Graph, { op, inputs }: Node): Node | undefined => {
  if (op !== "ScatterElements") return undefined
  const positions = beforeReshape(graph, inputs[1]!)
  const pool = graph.producer(positions)
  if (pool?.op !== "MaxPool" || pool.outputs[1] !== positions) return undefined
  const strides = intsOf(pool, "strides")
  const apart = intsOf(pool, "kernel_shape").every((size, axis) => size <= strides[axis]!)
  return apart ? pool : undefined
}

const unpooled = (graph: Graph, node: Node, pool: Node): Node => {
  const record = new Recorder(graph)
  const { shape } = graph.spec(pool.inputs[0]!)
  const dy = record.reshape(node.inputs[2]!, graph.spec(pool.outputs[0]!).shape)
  const inputs = [dy, pool.outputs[1]!, record.integers(shape)]
  const volume = record.node("MaxUnpool", inputs, shape, pool.attributes)
  const length = record.integers(graph.spec(node.outputs[0]!).shape)
  return { ...node, op: "Reshape", inputs: [volume, length], attributes: {} }
}

/**
 * The same model where the gradient of a pooling without overlap is put in its place instead of summed
 * into zeros: 7 ms instead of 57 for 32 channels at 96³. The CPU alone has the operator.
 */
export const withUnpooling = (model: Model): Model => {
  const { graph, nodes } = model
  const replaced = nodes.map((node) => {
    const pool = disjointPool(graph, node)
    return pool === undefined ? node : unpooled(graph, node, pool)
  })
  return onlyNeeded({ ...model, nodes: ordered(graph, replaced) })
}
