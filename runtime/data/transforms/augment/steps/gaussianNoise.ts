import { gaussianNoise } from "../../../../../dsl/augmentations/gaussianNoise.ts"
import { implementAugmentation } from "../contract.ts"
import { addNoise } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"
import { drawnNumbers, withNumbers } from "../tensors/modalities.ts"

/** MONAI RandGaussianNoise, each modality by itself. */
export default implementAugmentation(gaussianNoise, {
  apply: ({ deviation, shared, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) => {
        const deviationFrom = shared ? random.at("deviation") : stream
        addNoise(values, deviationFrom.uniform(0, deviation), stream)
      }),
    ),
  tensors: {
    draw: ({ deviation, shared, probability }, shape, random) => ({
      deviation: drawnNumbers(probability, random, shape, 0, (stream) =>
        (shared ? random.at("deviation") : stream).uniform(0, deviation),
      ),
      key: {
        shape: [shape.channels, 4],
        values: Int32Array.from(
          Array.from({ length: shape.channels }, (_, at) => random.at("channel", at).key).flat(),
        ),
      },
    }),
    apply: ({ shared }, work) => {
      const { crop, drawn, ops } = work
      // A modality's deviation of its own is the first draw of its stream.
      const noise = ops.normals(drawn["key"]!, crop.image.shape.slice(2), shared ? 0 : 1)
      return withNumbers(work, "deviation", (image, deviation) => image.add(deviation.mul(noise)))
    },
  },
})
