import {
  conv3d,
  implementNetwork,
  kaimingUniform,
  leakyRelu,
  tf,
  weightsAt,
  zeros,
} from "ablate/implement"
import { convnet } from "./convnet.ts"

export default implementNetwork(convnet, {
  model: ({ features }, { channels, outputs }) => ({
    parameters: {
      first: { shape: [3, 3, 3, channels, features], init: kaimingUniform(27 * channels) },
      second: { shape: [1, 1, 1, features, outputs], init: kaimingUniform(features) },
      bias: { shape: [outputs], init: zeros },
    },
    usesEncoder: false,
    taps: [],
    forward: ({ network }, image) => {
      const weight = weightsAt(network)
      const hidden = leakyRelu(conv3d(image, weight("first"), { padding: "same" }), 0.01)
      return tf.add(conv3d(hidden, weight("second"), { padding: "same" }), weight("bias"))
    },
  }),
})
