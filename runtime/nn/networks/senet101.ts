import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { senet101 as senet101Definition } from "../../../dsl/networks/senet101.ts"
import { maxPool3d, tf } from "../../engine/index.ts"
import { type Bottleneck, bottleneckClassifier, stagesOf } from "./bottleneckNet.ts"
import { type ClassifierModel, implementClassifier, type NetworkContext } from "../contract.ts"
import type { ConvNorm } from "../layers/convNorm.ts"
import { heNormal } from "../layers/parameter.ts"

type Senet101 = Component<"network", "senet101"> & Values<typeof senet101Definition.fields>

const layer = (options: Omit<ConvNorm, "init">): ConvNorm => ({ ...options, init: heNormal(0) })

const bottleneck =
  (reduction: number) =>
  (name: string, inputs: number, middle: number, outputs: number, stride: 1 | 2): Bottleneck => {
    const widths = [inputs, middle, middle, outputs]
    // The first convolution has the stride, as in the authors' Caffe models.
    const main = [1, 3, 1].map((kernel, index) =>
      layer({
        conv: `${name}conv${index + 1}.conv.`,
        norm: `${name}conv${index + 1}.adn.N.`,
        kernel,
        stride: index === 0 ? stride : 1,
        inputs: widths[index] ?? 1,
        outputs: widths[index + 1] ?? 1,
      }),
    )
    const shortcut = layer({
      conv: `${name}project.conv.`,
      norm: `${name}project.adn.N.`,
      kernel: 1,
      stride,
      inputs,
      outputs,
    })
    return {
      main,
      shortcut: stride === 1 && inputs === outputs ? undefined : shortcut,
      squeeze: { prefix: `${name}se_layer.`, reduction },
    }
  }

/** PyTorch's MaxPool3d(3, 2, ceil_mode=True): the last window may reach over the end. */
const pool = (x: tf.Tensor): tf.Tensor => {
  const after = x.shape.slice(1, 4).map((length): [number, number] => [0, 1 - (length % 2)])
  const reaching = after.some(([, voxels]) => voxels > 0)
  return maxPool3d(
    reaching ? tf.pad(x, [[0, 0], ...after, [0, 0]], Number.NEGATIVE_INFINITY) : x,
    3,
    { stride: 2 },
  )
}

const model = (
  { features, blocks, reduction }: Senet101,
  { channels, outputs }: NetworkContext,
): ClassifierModel =>
  bottleneckClassifier({
    stem: layer({
      conv: "layer0.conv1.",
      norm: "layer0.bn1.",
      kernel: 7,
      stride: 2,
      inputs: channels,
      outputs: features,
    }),
    pool,
    blocks: stagesOf(features, blocks, bottleneck(reduction)),
    last: "last_linear",
    outputs,
  })

const faults = (
  { features, reduction }: Senet101,
  { encoder: { crop } }: NetworkContext,
  field: string,
): readonly Fault[] => {
  const found: Fault[] = []
  if (4 * features < reduction)
    found.push(
      fault({
        what: `senet101 squeezes ${4 * features} channels by ${reduction} to none`,
        where: { field: `${field}.reduction` },
        expected: `at most ${4 * features}`,
        hint: "use 4",
      }),
    )
  if (crop.some((length) => length < 3))
    found.push(
      fault({
        what: `senet101 pools a crop of ${crop.join("x")} voxels to none`,
        where: { field },
        expected: "a crop of at least 3 voxels along each axis",
        hint: "use a larger crop",
      }),
    )
  return found
}

/**
 * SE-ResNet-101 (Hu et al. 2018) in 3-D as MONAI's SEResNet101 builds it: the same layers and names,
 * without its dropout before the last layer.
 */
export default implementClassifier(senet101Definition, { model, faults })
