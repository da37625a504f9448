import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/** DMFNet (Chen 2019): grouped convolutions ("fibers") with dilations 1, 2 and 3, learned weights. */
export const dmfnet = defineNetwork({
  kind: "dmfnet",
  doc: "Dilated multi-fiber network with batch norm, as published; without the encoder.",
  implementation: "ablate:nn/networks/dmfnet",
  fields: {
    features: defaulted(Count, 32, "Channels at half resolution.", "published DMFNet: n"),
    channels: defaulted(Count, 128, "Channels at a quarter.", "published DMFNet: channels"),
    groups: defaulted(Count, 16, "Fibers of a unit.", "published DMFNet: groups"),
  },
})
