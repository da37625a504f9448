import { Count, defaulted, defineEncoder, Extent, required } from "ablate"

/** A convolution of stride 2 a level. */
export const pyramid = defineEncoder({
  kind: "pyramid",
  doc: "Strided convolutions.",
  implementation: import.meta.resolve("./pyramid.model.ts"),
  fields: {
    crop: required(Extent, "Voxels of a crop along each axis; 2^depth divides it."),
    depth: required(Count, "Levels, each of half the resolution of the one before."),
    width: defaulted(Count, 8, "Channels of every level.", "this example"),
  },
  levels: ({ depth, width }) =>
    Array.from({ length: depth }, (_, index) => {
      const stride = 2 ** (index + 1)
      return { stride: [stride, stride, stride], width }
    }),
})
