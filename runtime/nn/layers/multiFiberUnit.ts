import {
  conv3d,
  type GroupedConv,
  groupedConv3d,
  type Tensors,
  tf,
  type Triple,
} from "../../engine/index.ts"
import { type BatchNorms, batchNormBuffers } from "./batchNormLayer.ts"
import { convParameters } from "./convLayer.ts"
import { affineParameters } from "./instanceNormLayer.ts"
import { prefixed } from "./names.ts"
import { heNormal, ones, type Parameters } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

/** A residual unit of DMFNet; with dilations it has three weighted branches. */
export interface MultiFiberUnit {
  readonly inputs: number
  readonly outputs: number
  readonly groups: number
  readonly stride: 1 | 2
  readonly dilated: boolean
}

/** One norm and convolution of a unit. */
interface Stage {
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  readonly kernel: Triple
  readonly conv: GroupedConv
}

const dilations = [1, 2, 3]
/** Within a slice: our axes are (z, y, x), where the published code's are (x, y, z). */
const inPlane: Triple = [1, 3, 3]
const single: GroupedConv = { groups: 1, stride: 1, dilation: 1 }

const pointwise = (name: string, inputs: number, outputs: number): Stage => ({
  name,
  inputs,
  outputs,
  kernel: [1, 1, 1],
  conv: single,
})

const partsOf = ({ inputs, outputs, groups, stride, dilated }: MultiFiberUnit) => {
  const middle = Math.min(inputs, outputs)
  const narrow = Math.floor(inputs / 4)
  const branch = (name: string, dilation: number): Stage => ({
    name,
    inputs: middle,
    outputs,
    kernel: [3, 3, 3],
    conv: { groups, stride, dilation },
  })
  const shortcut: Stage | undefined =
    stride === 2
      ? { ...pointwise("conv2x2x2_shortcut", inputs, outputs), kernel: [2, 2, 2] }
      : inputs === outputs
        ? undefined
        : pointwise("conv1x1x1_shortcut", inputs, outputs)
  const last: Stage = {
    name: "conv3x3x3_m2",
    inputs: outputs,
    outputs,
    kernel: inPlane,
    conv: { groups, stride: 1, dilation: 1 },
  }
  return {
    multiplexer: [
      pointwise("conv1x1x1_in1", inputs, narrow),
      pointwise("conv1x1x1_in2", narrow, middle),
    ],
    branches: dilated
      ? dilations.map((dilation, index) => branch(`conv3x3x3_m1.${index}`, dilation))
      : [branch("conv3x3x3_m1", 1)],
    last,
    shortcut,
  }
}

const stagesOf = (unit: MultiFiberUnit): readonly Stage[] => {
  const { multiplexer, branches, last, shortcut } = partsOf(unit)
  return [...multiplexer, ...branches, last, ...(shortcut === undefined ? [] : [shortcut])]
}

/** Parameters of a unit, named as the published code's MFunit and DMFUnit. */
export const multiFiberParameters = (unit: MultiFiberUnit): Parameters => {
  const stages = stagesOf(unit).map(({ name, inputs, outputs, kernel, conv }) => ({
    ...prefixed(`${name}.bn.`, affineParameters(inputs)),
    ...prefixed(
      `${name}.conv.`,
      convParameters(kernel, inputs / conv.groups, outputs, { init: heNormal(0) }),
    ),
  }))
  const shares = unit.dilated
    ? dilations.map((_, index) => ({ [`weight${index + 1}`]: { shape: [1], init: ones } }))
    : []
  return Object.assign({}, ...shares, ...stages)
}

/** Running statistics of a unit. */
export const multiFiberBuffers = (unit: MultiFiberUnit): Parameters =>
  Object.assign(
    {},
    ...stagesOf(unit).map(({ name, inputs }) => prefixed(`${name}.bn.`, batchNormBuffers(inputs))),
  )

/**
 * A multi-fiber unit (Chen et al. 2019, figure 2): two 1^3 convolutions across the fibers, a grouped
 * 3^3 one (at dilations 1, 2 and 3, summed with learned weights, where dilated), a grouped one within
 * slices, and a shortcut; batch norm and ReLU before each. x [b, d, h, w, inputs].
 */
export const multiFiberUnit = (
  unit: MultiFiberUnit,
  weights: Tensors,
  prefix: string,
  norms: BatchNorms,
  x: tf.Tensor,
): tf.Tensor => {
  const weight = weightsAt(weights, prefix)
  const apply = (y: tf.Tensor, { name, kernel, conv }: Stage): tf.Tensor => {
    const active = tf.relu(norms.apply(`${prefix}${name}.bn.`, y))
    const filter = weight(`${name}.conv.weight`)
    return kernel[0] === 2
      ? conv3d(active, filter, { stride: 2, padding: "valid" })
      : groupedConv3d(active, filter, conv)
  }
  const { multiplexer, branches, last, shortcut } = partsOf(unit)
  const mixed = multiplexer.reduce(apply, x)
  const fibers = branches.map((branch, index) => {
    const y = apply(mixed, branch)
    return unit.dilated ? tf.mul(y, weight(`weight${index + 1}`)) : y
  })
  const sum = fibers.reduce((total, fiber) => tf.add(total, fiber))
  return tf.add(apply(sum, last), shortcut === undefined ? x : apply(x, shortcut))
}
