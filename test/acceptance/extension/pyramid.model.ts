import {
  conv3d,
  hierarchicalEncoder,
  implementEncoder,
  instanceNorm,
  kaimingUniform,
  leakyRelu,
  type tf,
  weightsAt,
} from "ablate/implement"
import { pyramid } from "./pyramid.ts"

export default implementEncoder(pyramid, {
  model: (encoder, channels) => {
    const levels = pyramid.levels(encoder)
    return hierarchicalEncoder({
      encoder,
      channels,
      levels,
      parameters: Object.fromEntries(
        levels.map(({ width }, index) => {
          const inputs = index === 0 ? channels : width
          const init = kaimingUniform(8 * inputs)
          return [`level${index}`, { shape: [2, 2, 2, inputs, width], init }]
        }),
      ),
      forward: (weights, image) => {
        const features: tf.Tensor[] = []
        for (const index of levels.keys()) {
          const weight = weightsAt(weights)(`level${index}`)
          const x = conv3d(features.at(-1) ?? image, weight, { stride: 2, padding: "valid" })
          features.push(leakyRelu(instanceNorm(x), 0.01))
        }
        return features
      },
    })
  },
})
