/** The packages that have TensorFlow's backend for tfjs; the first that loads is taken. */
export const tensorflowPackages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const
