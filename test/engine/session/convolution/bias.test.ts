import { describe, expect, it } from "vitest"
import { conv3d, type Tensors, tf } from "../../../../runtime/engine/index.ts"
import { modelOf } from "../../../../runtime/engine/onnx/model.ts"
import { withBiases } from "../../../../runtime/engine/session/convolution/bias.ts"
import { trace } from "../../../../runtime/engine/onnx/trace.ts"
import { disagreements, drawn, float32 } from "../../agreement.ts"
import { random } from "../../../../runtime/random/random.ts"

const inputs = { x: float32(2, 4, 4, 4, 3), w: float32(3, 3, 3, 3, 5), b: float32(5) }

const operators = (outputs: (tensors: Tensors) => Tensors): readonly string[] => {
  const traced = trace({
    name: "bias",
    state: {},
    inputs,
    body: (_, tensors) => ({ state: {}, outputs: outputs(tensors) }),
  })
  return withBiases(modelOf(traced)).nodes.map(({ op }) => op)
}

describe("a bias", () => {
  it("is added by the convolution, with the same result", async () => {
    const convolved = ({ x, w, b }: Tensors) => tf.add(conv3d(x!, w!), b!)
    expect(operators((tensors) => ({ y: convolved(tensors) }))).not.toContain("Add")
    const values = drawn(inputs, random(0, "bias"))
    expect(await disagreements("bias", inputs, convolved, values, 6e-5)).toEqual([])
  })

  it("is no other convolution's result, whatever its shape", async () => {
    const specs = { ...inputs, x: float32(1, 4, 4, 4, 3), k: float32(4, 4, 4, 3, 5) }
    const context = ({ x, w, k }: Tensors) =>
      tf.add(conv3d(x!, k!, { padding: "valid" }), conv3d(x!, w!))
    const values = drawn(specs, random(0, "context"))
    expect(await disagreements("context", specs, context, values, 6e-5)).toEqual([])
  })

  it("is added apart where something else reads the convolution", () => {
    const kept = operators(({ x, w, b }) => {
      const plain = conv3d(x!, w!)
      return { y: tf.add(plain, b!), z: tf.exp(plain) }
    })
    expect(kept).toContain("Add")
  })

  it("is added apart where it differs from voxel to voxel", () => {
    const kept = operators(({ x, w }) => {
      const plain = conv3d(x!, w!)
      return { y: tf.add(plain, tf.slice(tf.tile(x!, [1, 1, 1, 1, 2]), 0, [2, 4, 4, 4, 5])) }
    })
    expect(kept).toContain("Add")
  })
})
