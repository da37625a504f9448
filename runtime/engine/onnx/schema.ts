import protobuf from "protobufjs/light.js"

const field = (id: number, type: string) => ({ id, type })
const list = (id: number, type: string) => ({ id, type, rule: "repeated" })

// The messages and fields of onnx.proto (ONNX 1.16) that a compiled program needs.
const messages = {
  ModelProto: {
    fields: {
      irVersion: field(1, "int64"),
      producerName: field(2, "string"),
      graph: field(7, "GraphProto"),
      opsetImport: list(8, "OperatorSetIdProto"),
    },
  },
  OperatorSetIdProto: { fields: { domain: field(1, "string"), version: field(2, "int64") } },
  GraphProto: {
    fields: {
      node: list(1, "NodeProto"),
      name: field(2, "string"),
      initializer: list(5, "TensorProto"),
      input: list(11, "ValueInfoProto"),
      output: list(12, "ValueInfoProto"),
    },
  },
  NodeProto: {
    fields: {
      input: list(1, "string"),
      output: list(2, "string"),
      name: field(3, "string"),
      opType: field(4, "string"),
      attribute: list(5, "AttributeProto"),
      domain: field(7, "string"),
    },
  },
  AttributeProto: {
    fields: {
      name: field(1, "string"),
      f: field(2, "float"),
      i: field(3, "int64"),
      s: field(4, "bytes"),
      ints: list(8, "int64"),
      type: field(20, "int32"),
    },
  },
  TensorProto: {
    fields: {
      dims: list(1, "int64"),
      dataType: field(2, "int32"),
      name: field(8, "string"),
      rawData: field(9, "bytes"),
    },
  },
  ValueInfoProto: { fields: { name: field(1, "string"), type: field(2, "TypeProto") } },
  TypeProto: { fields: { tensorType: field(1, "TensorTypeProto") } },
  TensorTypeProto: {
    fields: { elemType: field(1, "int32"), shape: field(2, "TensorShapeProto") },
  },
  TensorShapeProto: { fields: { dim: list(1, "DimensionProto") } },
  DimensionProto: { fields: { dimValue: field(1, "int64") } },
}

/** Encodes and decodes an ONNX ModelProto. */
export const modelProto: protobuf.Type = protobuf.Root.fromJSON({ nested: messages }).lookupType(
  "ModelProto",
)
