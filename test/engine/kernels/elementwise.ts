import * as fc from "fast-check"
import { tf } from "../../../runtime/engine/index.ts"
import { bool, float32 } from "../agreement.ts"
import { broadcastPair, type Case, type Cases, shapeOfRank } from "./cases.ts"

type Unary = (x: tf.Tensor) => tf.Tensor
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor

const unary = (f: Unary): fc.Arbitrary<Case> =>
  shapeOfRank(0, 5).map((shape) => ({
    inputs: { x: float32(...shape) },
    compute: ({ x }) => f(x!),
  }))

const binary = (f: Binary): fc.Arbitrary<Case> =>
  broadcastPair.map(([a, b]) => ({
    inputs: { a: float32(...a), b: float32(...b) },
    compute: (tensors) => f(tensors["a"]!, tensors["b"]!),
  }))

const logical = (f: Binary): fc.Arbitrary<Case> =>
  broadcastPair.map(([a, b]) => ({
    inputs: { a: bool(...a), b: bool(...b) },
    compute: (tensors) => f(tensors["a"]!, tensors["b"]!),
  }))

const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), 0.1)

export const elementwiseCases: Cases = {
  Abs: unary(tf.abs),
  Add: binary(tf.add),
  AddN: binary((a, b) => tf.addN([a, tf.mul(a, 2), tf.sin(a)]).add(b)),
  Cast: fc.oneof(
    unary((x) => tf.cast(tf.mul(x, 3), "int32")),
    unary((x) => tf.cast(tf.cast(x, "bool"), "float32")),
  ),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.5, 0.7)),
  Cos: unary(tf.cos),
  Elu: unary(tf.elu),
  EluGrad: unary(tf.elu),
  Equal: binary((a, b) => tf.equal(tf.floor(a), tf.floor(b))),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  Floor: unary(tf.floor),
  Greater: binary(tf.greater),
  GreaterEqual: binary(tf.greaterEqual),
  Identity: unary(tf.clone),
  IsNan: unary((x) => tf.isNaN(tf.log(x))),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Less: binary(tf.less),
  LessEqual: binary(tf.lessEqual),
  Log: unary((x) => tf.log(positive(x))),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalNot: logical((a) => tf.logicalNot(a)),
  LogicalOr: logical(tf.logicalOr),
  Maximum: binary(tf.maximum),
  Minimum: binary(tf.minimum),
  Multiply: binary(tf.mul),
  Neg: unary(tf.neg),
  NotEqual: binary((a, b) => tf.notEqual(tf.floor(a), tf.floor(b))),
  Pow: binary((a, b) => tf.pow(positive(a), b)),
  RealDiv: binary((a, b) => tf.div(a, positive(b))),
  Reciprocal: unary((x) => tf.reciprocal(positive(x))),
  Relu: unary(tf.relu),
  Rsqrt: unary((x) => tf.rsqrt(positive(x))),
  Select: binary((a, b) => tf.where(tf.greater(a, b), a, tf.mul(b, 2))),
  Sigmoid: unary(tf.sigmoid),
  Sin: unary(tf.sin),
  Softplus: unary((x) => tf.softplus(tf.mul(x, 3))),
  Sqrt: unary((x) => tf.sqrt(positive(x))),
  Square: unary(tf.square),
  SquaredDifference: binary(tf.squaredDifference),
  Step: unary((x) => tf.step(x, 0.2)),
  Sub: binary(tf.sub),
  Tanh: unary(tf.tanh),
}
