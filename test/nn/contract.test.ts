import { beforeAll, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { Count, defaulted } from "../../dsl/field.ts"
import { defineNetwork } from "../../dsl/network.ts"
import { conv3d, tf } from "../../runtime/engine/index.ts"
import { implementNetwork, type NetworkImplementation } from "../../runtime/nn/contract.ts"
import { convParameters } from "../../runtime/nn/layers/convLayer.ts"
import { prefixed } from "../../runtime/nn/layers/names.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { weightsAt } from "../../runtime/nn/layers/weights.ts"

beforeAll(() => tf.setBackend("cpu"))

const convNet = defineNetwork({
  kind: "convNet",
  doc: "One convolution, without the encoder.",
  implementation: import.meta.resolve("./contract.test.ts"),
  fields: { kernel: defaulted(Count, 3, "Voxels of the kernel along each axis.", "this test") },
})

// Read without its fields' types, as a loader does.
const implementation: NetworkImplementation = implementNetwork(convNet, {
  model: ({ kernel }, { channels, outputs }) => ({
    parameters: prefixed("conv.", convParameters([kernel, kernel, kernel], channels, outputs)),
    usesEncoder: false,
    taps: [],
    forward: ({ network }, image) => conv3d(image, weightsAt(network)("conv.weight")),
  }),
})

it("lets a network from outside stand without the encoder", () => {
  const encoder = vitModule.model(vit({ crop: 4, patch: 2, width: 6, depth: 1, heads: 1 }), 2)
  const model = implementation.model(convNet(), { encoder, channels: 2, outputs: 1 })
  expect(model.parameters["conv.weight"]?.shape).toEqual([3, 3, 3, 2, 1])
  const network = { "conv.weight": tf.ones([3, 3, 3, 2, 1]) }
  const logits = model.forward({ encoder: {}, network }, tf.ones([1, 4, 4, 4, 2]))
  expect(logits.shape).toEqual([1, 4, 4, 4, 1])
  // A corner sees 2 x 2 x 2 voxels of two channels.
  expect(logits.dataSync()[0]).toBe(16)
})
