import * as fc from "fast-check"
import {
  attention,
  convTranspose3d,
  gelu,
  instanceNorm,
  layerNorm,
  leakyRelu,
  tf,
} from "../../../runtime/engine/index.ts"
import { float32, int32 } from "../agreement.ts"
import { type Case, type Cases, shapeOfRank } from "./cases.ts"

const small = fc.integer({ min: 1, max: 3 })

const matrices = fc
  .record({
    batch: shapeOfRank(0, 2),
    m: small,
    k: small,
    n: small,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    shared: fc.constantFrom("none", "a", "b"),
  })
  .map(({ batch, m, k, n, transposeA, transposeB, shared }): Case => {
    const a = transposeA ? [k, m] : [m, k]
    const b = transposeB ? [n, k] : [k, n]
    return {
      inputs: {
        a: float32(...(shared === "a" ? [] : batch), ...a),
        b: float32(...(shared === "b" ? [] : batch), ...b),
      },
      compute: (tensors) => tf.matMul(tensors["a"]!, tensors["b"]!, transposeA, transposeB),
    }
  })

const rank5 = (x: tf.Tensor): tf.Tensor5D => x.as5D(...fiveOf(x.shape))
const fiveOf = (s: readonly number[]): [number, number, number, number, number] => [
  s[0]!,
  s[1]!,
  s[2]!,
  s[3]!,
  s[4]!,
]

const triple = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min, max }))

const geometry = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  space: triple(3, 6),
  kernel: triple(1, 3),
  stride: fc.oneof(fc.constant([1, 1, 1] as [number, number, number]), triple(1, 3)),
  pad: fc.constantFrom("same" as const, "valid" as const),
  ci: small,
  co: small,
})

// With stride > kernel and padding same, TensorFlow and tfjs' cpu backend differ: refused.
const agreed = geometry.map((drawn) => ({
  ...drawn,
  pad: drawn.stride.some((step, axis) => step > drawn.kernel[axis]!)
    ? ("valid" as const)
    : drawn.pad,
}))

const convolution = agreed.map(({ n, space, kernel, stride, pad, ci, co }): Case => ({
  about: { kernel, stride, pad },
  inputs: { x: float32(n, ...space, ci), w: float32(...kernel, ci, co) },
  compute: ({ x, w }) => tf.conv3d(rank5(x!), rank5(w!), stride, pad),
}))

const transposed = agreed.map(({ n, space, kernel, stride, pad, ci, co }): Case => {
  const out = space.map((size, axis) =>
    pad === "same" ? size * stride[axis]! : (size - 1) * stride[axis]! + kernel[axis]!,
  )
  return {
    about: { out, stride, pad },
    inputs: { x: float32(n, ...space, ci), w: float32(...kernel, co, ci) },
    compute: ({ x, w }) =>
      tf.conv3dTranspose(rank5(x!), rank5(w!), fiveOf([n, ...out, co]), stride, pad),
  }
})

// tfjs' cpu backend has wrong gradients for windows that are no cubes: see pool3d.ts.
const cubic = agreed.map((drawn) => {
  const kernel = Math.max(...drawn.kernel, ...drawn.stride)
  return { ...drawn, kernel: [kernel, kernel, kernel] as [number, number, number] }
})

const pooling = cubic.map(({ n, space, kernel, stride, pad, ci }): Case => ({
  about: { kernel, stride, pad },
  inputs: { x: float32(n, ...space, ci) },
  compute: ({ x }) => tf.maxPool3d(rank5(x!), kernel, stride, pad),
}))

const gathering = fc
  .record({ rest: shapeOfRank(0, 2), k: shapeOfRank(1, 2), axis: fc.nat(2) })
  .map(({ rest, k, axis: wanted }): Case => {
    const axis = Math.min(wanted, rest.length)
    return {
      inputs: { x: float32(...rest.toSpliced(axis, 0, 9)), index: int32(...k) },
      compute: ({ x, index }) => tf.gather(x!, tf.add(index!, tf.scalar(4, "int32")).toInt(), axis),
    }
  })

const disjoint = geometry.map(({ n, space, kernel, ci, co }): Case => ({
  about: { kernel },
  inputs: { x: float32(n, ...space, ci), w: float32(...kernel, co, ci) },
  compute: ({ x, w }) => convTranspose3d(x!, w!, { stride: kernel }),
}))

const volumes = fc.tuple(fc.integer({ min: 1, max: 2 }), triple(2, 4), small)

const normalizing = volumes.map(([n, space, c]): Case => ({
  inputs: { x: float32(n, ...space, c) },
  compute: ({ x }) => instanceNorm(x!),
}))

const normalizingWithAffine = volumes.map(([n, space, c]): Case => ({
  inputs: { x: float32(n, ...space, c), gamma: float32(c), beta: float32(c) },
  compute: ({ x, gamma, beta }) => instanceNorm(x!, 1e-5, { gamma: gamma!, beta: beta! }),
}))

export const spatialCases: Cases = {
  BatchMatMul: matrices,
  Conv3D: convolution,
  Conv3DBackpropFilterV2: convolution,
  Conv3DBackpropInputV2: transposed,
  GatherV2: gathering,
  UnsortedSegmentSum: gathering,
  MaxPool3D: pooling,
  MaxPool3DGrad: pooling,
  // The engine's own kernels, through the operations that call them.
  AffineInstanceNorm: normalizingWithAffine,
  AffineInstanceNormGrad: normalizingWithAffine,
  DisjointConvTranspose: disjoint,
  DisjointConvTransposeFilterGrad: disjoint,
  DisjointConvTransposeInputGrad: disjoint,
  FusedLeakyRelu: shapeOfRank(1, 5).map((shape) => ({
    inputs: { x: float32(...shape) },
    compute: ({ x }) => leakyRelu(x!),
  })),
  Gelu: shapeOfRank(1, 4).map((shape) => ({
    inputs: { x: float32(...shape) },
    compute: ({ x }) => gelu(x!),
  })),
  InstanceNorm: normalizing,
  InstanceNormGrad: normalizing,
  LayerNorm: shapeOfRank(1, 4).map((shape) => ({
    inputs: { x: float32(...shape, 5), gamma: float32(5), beta: float32(5) },
    compute: ({ x, gamma, beta }) => layerNorm(x!, gamma!, beta!),
  })),
  LeakyReluGrad: shapeOfRank(1, 5).map((shape) => ({
    inputs: { x: float32(...shape) },
    compute: ({ x }) => leakyRelu(x!, 0.2),
  })),
  ScaledMatMul: fc.tuple(small, small, small, small, small).map(([b, h, t, s, d]) => ({
    inputs: { q: float32(b, h, t, d), k: float32(b, h, s, d), v: float32(b, h, s, d) },
    compute: ({ q, k, v }) => attention(q!, k!, v!),
  })),
}
