import * as tf from "@tensorflow/tfjs"
import { batchMatMulGradient } from "./batchMatMul.ts"
import { conv3dBackpropInputGradient } from "./conv3dBackpropInput.ts"
import { disjointConvTransposeGradient } from "./disjointConvTranspose.ts"
import { maximumGradient, minimumGradient } from "./extremum.ts"
import { geluGradient } from "./gelu.ts"
import { groupedConv3dGradient } from "./groupedConv3d.ts"
import { affineInstanceNormGradient, instanceNormGradient } from "./instanceNorm.ts"
import { layerNormGradient } from "./layerNorm.ts"
import { fusedLeakyReluGradient } from "./leakyRelu.ts"
import { piecewiseConstantGradients } from "./piecewiseConstant.ts"
import { scaledMatMulGradient } from "./scaledMatMul.ts"
import { squaredDifferenceGradient } from "./squaredDifference.ts"
import { sumAndMeanGradients } from "./sumAndMean.ts"
import { tileGradient } from "./tile.ts"
import { unpackGradient } from "./unpack.ts"

/** Gives tfjs the gradients that it lacks or that fail for some shapes, and those of our kernels. */
export const registerDerivatives = (): void => {
  for (const gradient of [
    affineInstanceNormGradient,
    batchMatMulGradient,
    conv3dBackpropInputGradient,
    disjointConvTransposeGradient,
    fusedLeakyReluGradient,
    geluGradient,
    groupedConv3dGradient,
    instanceNormGradient,
    layerNormGradient,
    maximumGradient,
    minimumGradient,
    ...piecewiseConstantGradients,
    scaledMatMulGradient,
    squaredDifferenceGradient,
    ...sumAndMeanGradients,
    tileGradient,
    unpackGradient,
  ])
    tf.registerGradient(gradient)
}
