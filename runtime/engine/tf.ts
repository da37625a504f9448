import * as tf from "@tensorflow/tfjs"
import { registerDerivatives } from "./derivatives/register.ts"

// Without it tfjs advertises its native backends on standard error.
tf.enableProdMode()
registerDerivatives()

/** TensorFlow.js (its CommonJS build), with the gradients that it lacks registered. */
export { tf }
