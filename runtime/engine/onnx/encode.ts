import { elementCodes } from "./elementwise.ts"
import type { Attribute, Graph, Node } from "./graph.ts"
import type { Model } from "./model.ts"
import { modelProto } from "./schema.ts"

// AttributeProto.AttributeType
const attribute = (name: string, value: Attribute) => {
  if ("float" in value) return { name, f: value.float, type: 1 }
  if ("int" in value) return { name, i: value.int, type: 2 }
  if ("text" in value) return { name, s: new TextEncoder().encode(value.text), type: 3 }
  return { name, ints: value.ints, type: 7 }
}

const nodeProto = ({ op, domain, inputs, outputs, attributes }: Node, index: number) => ({
  opType: op,
  name: `${op} ${index}`,
  domain,
  input: inputs,
  output: outputs,
  attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
})

const valueInfo = (graph: Graph, name: string) => {
  const { shape, dtype } = graph.spec(name)
  const dim = shape.map((dimValue) => ({ dimValue }))
  return { name, type: { tensorType: { elemType: elementCodes[dtype], shape: { dim } } } }
}

const tensorProto = (graph: Graph, name: string) => {
  const data = graph.constants.get(name)
  if (data === undefined) return []
  const { shape, dtype } = graph.spec(name)
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return [{ name, dims: shape, dataType: elementCodes[dtype], rawData }]
}

/** The bytes of an ONNX file (opset 21, with ONNX Runtime's operators). */
export const encode = ({ graph, nodes, state, inputs, changed, outputs }: Model): Uint8Array => {
  const read = new Set(nodes.flatMap((node) => node.inputs))
  const results = new Set([...changed.values(), ...outputs.values()])
  const domains = ["com.microsoft", ...nodes.map(({ domain }) => domain)].filter((x) => x !== "")
  return modelProto
    .encode({
      irVersion: 10,
      producerName: "ablate",
      opsetImport: [
        { domain: "", version: 21 },
        ...[...new Set(domains)].map((domain) => ({ domain, version: 1 })),
      ],
      graph: {
        name: "step",
        node: nodes.map(nodeProto),
        initializer: [...read].flatMap((name) => tensorProto(graph, name)),
        input: [...state.values(), ...inputs.values()].map((name) => valueInfo(graph, name)),
        output: [...results].map((name) => valueInfo(graph, name)),
      },
    })
    .finish()
}
