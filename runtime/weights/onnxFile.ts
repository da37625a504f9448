import protobuf from "protobufjs/light.js"
import type { Arrays, Program } from "../engine/index.ts"
import { encode } from "../engine/onnx/encode.ts"
import { type Model, modelOf } from "../engine/onnx/model.ts"
import { type ConstantData, Graph, type Node } from "../engine/onnx/graph.ts"
import { trace } from "../engine/onnx/trace.ts"

// Field 14 of ONNX's ModelProto. Messages in protobuf may be written one after the other: the
// repeated fields of the second are added to those of the first.
const metadataProto = protobuf.Root.fromJSON({
  nested: {
    Metadata: {
      fields: { metadataProps: { id: 14, type: "StringStringEntryProto", rule: "repeated" } },
    },
    StringStringEntryProto: {
      fields: { key: { id: 1, type: "string" }, value: { id: 2, type: "string" } },
    },
  },
}).lookupType("Metadata")

const metadataBytes = (metadata: Readonly<Record<string, string>>): Uint8Array =>
  metadataProto
    .encode({
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    })
    .finish()

const reversed = (names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...names].map(([name, inGraph]) => [inGraph, name])

/**
 * The same graph with the program's own names of inputs and outputs, and its state as constants: no
 * input is left but the program's.
 */
const withWeights = (model: Model, weights: Arrays): Model => {
  const graph = new Graph()
  const renamed = new Map([
    ...reversed(model.state),
    ...reversed(model.inputs),
    ...reversed(model.outputs),
  ])
  const rename = (name: string): string => renamed.get(name) ?? name
  const declare = (name: string, data?: ConstantData): void => {
    graph.input(rename(name), model.graph.spec(name))
    if (data !== undefined) graph.constants.set(rename(name), data)
  }
  for (const [name, data] of model.graph.constants) declare(name, data)
  for (const name of [...model.inputs.values(), ...model.outputs.values()]) declare(name)
  for (const [name, inGraph] of model.state) declare(inGraph, weights[name])
  const nodes = model.nodes.map((node): Node => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }))
  const own = (names: ReadonlyMap<string, string>) =>
    new Map([...names.keys()].map((name) => [name, name]))
  return {
    graph,
    nodes,
    state: new Map(),
    inputs: own(model.inputs),
    changed: new Map(),
    outputs: own(model.outputs),
  }
}

/**
 * The bytes of an ONNX file that computes a program without state changes: weights are initializers,
 * inputs and outputs bear the program's names, `metadata` are its metadata_props. Throws an
 * EngineError for what cannot be compiled.
 */
export const onnxFile = (
  program: Program,
  weights: Arrays,
  metadata: Readonly<Record<string, string>>,
): readonly Uint8Array[] => {
  const model = withWeights(modelOf(trace(program)), weights)
  return [encode(model), metadataBytes(metadata)]
}
