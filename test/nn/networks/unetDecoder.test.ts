import { describe, expect, it } from "vitest"
import { residualEncoder, vit } from "../../../dsl/encoder.ts"
import {
  unetDecoder as unetDecoderDefinition,
  unetr as unetrDefinition,
} from "../../../dsl/network.ts"
import type { NetworkContext } from "../../../runtime/nn/contract.ts"
import residualModule from "../../../runtime/nn/encoders/residualEncoder.ts"
import vitModule from "../../../runtime/nn/encoders/vit.ts"
import { hierarchicalEncoder } from "../../../runtime/nn/hierarchicalEncoder.ts"
import { prefixed } from "../../../runtime/nn/layers/names.ts"
import unetDecoder from "../../../runtime/nn/networks/unetDecoder.ts"
import unetr from "../../../runtime/nn/networks/unetr.ts"
import { shapesOfParameters } from "../reference.ts"
import { trained } from "../training.ts"

const residual = residualEncoder({ crop: 16, depth: 3, features: 4, width: 16, blocks: [1] })
const context: NetworkContext = {
  encoder: residualModule.model(residual, 2),
  channels: 2,
  outputs: 2,
}

/** The encoder's parameters beside the network's, so that one training reaches both. */
const together = (made: NetworkContext) => {
  const model = unetDecoder.model(unetDecoderDefinition({ features: 4 }), made)
  const prefix = "encoder:"
  return {
    ...model,
    parameters: { ...prefixed(prefix, made.encoder.parameters), ...model.parameters },
    forward: (
      { network }: Parameters<typeof model.forward>[0],
      image: Parameters<typeof model.forward>[1],
    ) => {
      const encoder = Object.fromEntries(
        Object.entries(network).flatMap(([name, tensor]) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
        ),
      )
      return model.forward({ encoder, network }, image)
    },
  }
}

describe("unetDecoder", () => {
  it("trains every parameter, its own and the encoder's", { timeout: 120_000 }, async () => {
    const { losses, unreached } = await trained(together(context), context, 40)
    expect(unreached).toEqual([])
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0))
  })

  it("has the layers of MONAI's SwinUNETR above an encoder of its strides and widths", () => {
    const swin = hierarchicalEncoder({
      encoder: {
        family: "encoder",
        kind: "swin",
        implementation: "",
        crop: 64,
        depth: 5,
        width: 48,
      },
      channels: 1,
      levels: [2, 4, 8, 16, 32].map((stride, level) => ({
        stride: [stride, stride, stride],
        width: 3 * 2 ** level,
      })),
      parameters: {},
      forward: () => [],
    })
    const { parameters, taps } = unetDecoder.model(unetDecoderDefinition({ features: 3 }), {
      encoder: swin,
      channels: 1,
      outputs: 2,
    })
    expect(taps).toEqual([1, 2, 3, 4, 5])
    // SwinUNETR(feature_size=3): channels 3, 3, 6, 12, 24, 48 from the image to the last level.
    expect(shapesOfParameters(parameters)).toMatchObject({
      "encoder1.layer.conv1.conv.weight": [3, 3, 3, 1, 3],
      "encoder2.layer.conv1.conv.weight": [3, 3, 3, 3, 3],
      "encoder4.layer.conv1.conv.weight": [3, 3, 3, 12, 12],
      "decoder5.transp_conv.conv.weight": [2, 2, 2, 24, 48],
      "decoder5.conv_block.conv1.conv.weight": [3, 3, 3, 48, 24],
      "decoder2.transp_conv.conv.weight": [2, 2, 2, 3, 6],
      "decoder1.transp_conv.conv.weight": [2, 2, 2, 3, 3],
      "out.conv.conv.weight": [1, 1, 1, 3, 2],
    })
  })

  it("and unetr each say which encoders they take", () => {
    const onVit = {
      ...context,
      encoder: vitModule.model(vit({ crop: 16, patch: 8, width: 12, depth: 4, heads: 2 }), 2),
    }
    const own = unetDecoder.faults?.(unetDecoderDefinition(), onVit, "tasks.a.network") ?? []
    expect(own).toMatchObject([
      {
        what: "unetDecoder reads levels of several resolutions, but the encoder's are all of 2x2x2",
        where: { field: "tasks.a.network" },
      },
    ])
    expect(unetDecoder.faults?.(unetDecoderDefinition(), context, "network")).toEqual([])
    const other = unetr.faults?.(unetrDefinition(), context, "tasks.a.network") ?? []
    expect(other).toMatchObject([
      {
        what: "unetr reads layers of one grid, but the encoder's levels have 16x16x16, 8x8x8, 4x4x4",
        where: { field: "tasks.a.network" },
        hint: "use unetDecoder(), which reads levels of several resolutions",
      },
    ])
    expect(unetr.faults?.(unetrDefinition(), onVit, "network")).toEqual([])
  })
})
