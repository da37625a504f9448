import {
  encoderPrefix,
  implementObjective,
  kaimingUniform,
  linear,
  prefixed,
  tf,
  weightsAt,
} from "ablate/implement"
import { denoising } from "./denoising.ts"

export default implementObjective(denoising, {
  model: ({ deviation }, { encoder, batch }) => {
    const shape = [batch, ...encoder.crop, encoder.channels]
    return {
      parameters: {
        ...prefixed(encoderPrefix, encoder.parameters),
        projection: {
          shape: [encoder.width, encoder.voxelsPerToken],
          init: kaimingUniform(encoder.width),
        },
      },
      inputs: { noise: { shape, dtype: "float32" } },
      draw: (random) => ({
        noise: Float32Array.from(
          { length: shape.reduce((product, axis) => product * axis, 1) },
          () => deviation * random.normal(),
        ),
      }),
      phases: [
        {
          name: "denoising",
          trains: () => true,
          losses: (weights, { image, drawn }) => {
            const own = Object.fromEntries(
              Object.keys(encoder.parameters).map((name) => [
                name,
                weightsAt(weights)(`${encoderPrefix}${name}`),
              ]),
            )
            const noisy = tf.add(image, weightsAt(drawn)("noise"))
            const { tokens } = encoder.encode(own, noisy)
            const predicted = linear(tokens, weightsAt(weights)("projection"))
            const error = tf.sub(predicted, encoder.patches(image))
            const loss = tf.mean<tf.Scalar>(tf.square(error))
            return { loss, terms: { mse: loss } }
          },
        },
      ],
      reconstruct: undefined,
    }
  },
})
