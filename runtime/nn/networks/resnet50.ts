import type { Component } from "../../../dsl/component.ts"
import type { Values } from "../../../dsl/field.ts"
import { resnet50 as resnet50Definition } from "../../../dsl/networks/resnet50.ts"
import { maxPool3d } from "../../engine/index.ts"
import { type Bottleneck, bottleneckClassifier, stagesOf } from "./bottleneckNet.ts"
import { type ClassifierModel, implementClassifier, type NetworkContext } from "../contract.ts"
import type { ConvNorm } from "../layers/convNorm.ts"
import { heNormal } from "../layers/parameter.ts"

type Resnet50 = Component<"network", "resnet50"> & Values<typeof resnet50Definition.fields>

/** He's initialisation by the fan-out, as PyTorch's and MONAI's ResNet. */
const layer = (options: Omit<ConvNorm, "init">): ConvNorm => ({
  ...options,
  init: () => heNormal(0)(options.kernel ** 3 * options.outputs),
})

const bottleneck = (
  name: string,
  inputs: number,
  middle: number,
  outputs: number,
  stride: 1 | 2,
): Bottleneck => {
  const widths = [inputs, middle, middle, outputs]
  const main = ([1, 3, 1] as const).map((kernel, index) =>
    layer({
      conv: `${name}conv${index + 1}.`,
      norm: `${name}bn${index + 1}.`,
      kernel,
      stride: kernel === 3 ? stride : 1,
      inputs: widths[index] ?? 1,
      outputs: widths[index + 1] ?? 1,
    }),
  )
  const shortcut = layer({
    conv: `${name}downsample.0.`,
    norm: `${name}downsample.1.`,
    kernel: 1,
    stride,
    inputs,
    outputs,
    bias: true,
  })
  return {
    main,
    shortcut: stride === 1 && inputs === outputs ? undefined : shortcut,
    squeeze: undefined,
  }
}

const model = (
  { features, blocks, stride }: Resnet50,
  { channels, outputs }: NetworkContext,
): ClassifierModel =>
  bottleneckClassifier({
    stem: layer({
      conv: "conv1.",
      norm: "bn1.",
      kernel: 7,
      stride,
      inputs: channels,
      outputs: features,
    }),
    pool: (x) => maxPool3d(x, 3, { stride: 2, padding: 1 }),
    blocks: stagesOf(features, blocks, bottleneck),
    last: "fc",
    outputs,
  })

/** ResNet-50 (He et al. 2016) in 3-D as MONAI builds it: the same layers and names. */
export default implementClassifier(resnet50Definition, { model })
