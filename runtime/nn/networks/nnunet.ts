import type { Component } from "../../../dsl/component.ts"
import type { Values } from "../../../dsl/field.ts"
import { nnunet as nnunetDefinition } from "../../../dsl/networks/nnunet.ts"
import { implementNetwork, type NetworkContext, type SegmentationModel } from "../contract.ts"
import { nnunetFaults } from "./nnunetFaults.ts"
import { nnunetPlan, supervisionWeights } from "./nnunetPlan.ts"
import {
  doublingWidths,
  type PlannedUnet,
  plannedUnetLevels,
  plannedUnetLogits,
  plannedUnetOutput,
  plannedUnetParameters,
} from "./plannedUnet.ts"

type Nnunet = Component<"network", "nnunet"> & Values<typeof nnunetDefinition.fields>

const unetOf = (network: Nnunet, { encoder, channels, outputs }: NetworkContext): PlannedUnet => {
  const { strides, kernels } = nnunetPlan(encoder.crop, network.spacing)
  const levels = strides.length
  return {
    channels,
    outputs,
    widths: doublingWidths(levels, network),
    strides,
    kernels,
    upKernels: kernels.slice(0, -1),
    shares: network.deepSupervision ? supervisionWeights(levels - 1) : [1],
    bias: { block: false, output: true },
  }
}

const model = (network: Nnunet, context: NetworkContext): SegmentationModel => {
  const unet = unetOf(network, context)
  return {
    parameters: plannedUnetParameters(unet),
    usesEncoder: false,
    taps: [],
    forward: ({ network: weights }, image) =>
      plannedUnetLogits(weights, plannedUnetLevels(unet, weights, image), 0),
    train: ({ network: weights }, image) =>
      plannedUnetOutput(unet, weights, plannedUnetLevels(unet, weights, image)),
  }
}

/**
 * nnU-Net's recipe (Isensee et al. 2021) on MONAI's DynUNet: the same layers and names. As there,
 * and unlike nnU-Net's own code, convolutions have no bias. A decoder level has the kernel of its
 * resolution, as in nnU-Net v2; DynUNet takes that of the next coarser one.
 */
export default implementNetwork(nnunetDefinition, {
  model,
  faults: ({ spacing }, { encoder }, field) => nnunetFaults("nnunet", encoder.crop, spacing, field),
})
