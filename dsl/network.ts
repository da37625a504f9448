import { componentOf, family, type Component } from "./component.ts"
import { Count, defaulted } from "./field.ts"

/** A network for a task, on an encoder. */
export type Network = Component<"network">

export const AnyNetwork = componentOf<Network>("network")

/** Declares a network from its fields and the module that builds it. */
export const defineNetwork = family("network")

/** UNETR (Hatamizadeh 2022): the ViT's layers feed a convolutional decoder. */
export const unetr = defineNetwork({
  kind: "unetr",
  doc: "UNETR: taps at a quarter, half, three quarters and the end of the encoder.",
  implementation: "ablate:nn/unetr",
  fields: {
    features: defaulted(Count, 16, "Channels at full resolution.", "MONAI UNETR feature_size"),
  },
})

/** A linear layer over the mean token, after a batch norm without learned scale (MAE). */
export const linearProbe = defineNetwork({
  kind: "linearProbe",
  doc: "Non-affine batch norm, then one linear layer, on frozen features.",
  implementation: "ablate:nn/linearProbe",
  fields: {},
})

export const networkDefinitions = [unetr, linearProbe]
