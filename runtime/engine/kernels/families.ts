/**
 * The kernels that a compiled body may call. Most are tfjs' own, by the names and with the meaning that
 * tfjs gives them; what is ours is called by `fused` and told here. Each target writes every one of
 * them, a file a family: `onnx/kernels/`, `stablehlo/kernels/`.
 */
const families = {
  unary: [
    "Abs",
    "Cast",
    "ClipByValue",
    "Cos",
    "Elu",
    "EluGrad",
    "Erf",
    "Exp",
    "Floor",
    "Identity",
    "IsNan",
    "LeakyRelu",
    "Log",
    "LogicalNot",
    "Neg",
    "Reciprocal",
    "Relu",
    "Rsqrt",
    "Sigmoid",
    "Sin",
    "Softplus",
    "Sqrt",
    "Square",
    "Step",
    "Tanh",
  ],
  /** Of two or more operands, which broadcast. */
  binary: [
    "Add",
    "AddN",
    "Equal",
    "Greater",
    "GreaterEqual",
    "Less",
    "LessEqual",
    "LogicalAnd",
    "LogicalOr",
    "Maximum",
    "Minimum",
    "Multiply",
    "NotEqual",
    "Pow",
    "RealDiv",
    "Select",
    "SquaredDifference",
    "Sub",
  ],
  /** Move elements and compute nothing. */
  shaping: [
    "Concat",
    "ExpandDims",
    "Fill",
    "OnesLike",
    "Pack",
    "PadV2",
    "Range",
    "Reshape",
    "Reverse",
    "Slice",
    "SplitV",
    "Tile",
    "Transpose",
    "Unpack",
    "ZerosLike",
  ],
  /** Reduce axes; and softmax. Extrema of float32 are NaN where anything is. */
  reducing: ["ArgMax", "ArgMin", "Max", "Mean", "Min", "Softmax", "Sum"],
  /** `ScaledMatMul` is ours: a product of matrices times `alpha`. */
  product: ["BatchMatMul", "ScaledMatMul"],
  /** Pick or scatter elements by index. */
  gathering: ["GatherV2", "OneHot", "UnsortedSegmentSum"],
  /**
   * Convolutions of x [n, d, h, w, i] with weights [kd, kh, kw, i, o], and their gradients. Ours are
   * the transposed convolution whose kernel is its stride, weights [kd, kh, kw, o, i], and its
   * gradients.
   */
  convolving: [
    "Conv3D",
    "Conv3DBackpropFilterV2",
    "Conv3DBackpropInputV2",
    "DisjointConvTranspose",
    "DisjointConvTransposeFilterGrad",
    "DisjointConvTransposeInputGrad",
  ],
  pooling: ["MaxPool3D", "MaxPool3DGrad"],
  /**
   * Ours, operators that ONNX Runtime has fused:
   * - `LayerNorm` over the last axis: y, mean, 1 / standard deviation
   * - `InstanceNorm` of [n, d, h, w, c]: y, and 1 / standard deviation in the target's own layout,
   *   which `InstanceNormGrad` takes
   * - `AffineInstanceNorm` with gamma and beta; its gradients with respect to x, gamma, beta
   * - `Gelu`: x times the normal distribution function
   * - `FusedLeakyRelu`: as tfjs' LeakyRelu; `LeakyReluGrad`: dy where y > 0, alpha dy elsewhere
   */
  normalizing: [
    "AffineInstanceNorm",
    "AffineInstanceNormGrad",
    "FusedLeakyRelu",
    "Gelu",
    "InstanceNorm",
    "InstanceNormGrad",
    "LayerNorm",
    "LeakyReluGrad",
  ],
} as const

export type Family = keyof typeof families

/** Names of the kernels of a family. */
export type NamesOf<F extends Family> = (typeof families)[F][number]

export type KernelName = NamesOf<Family>

/**
 * Kernels that a target may lack, all of them. Convolutions in groups of channels with taps that lie
 * `dilation` voxels apart, and their gradients: where a target has none, `groupedConv3d` puts them
 * together from plain ones. `PhiloxNormal` is what `normals` draws: only for programs of such a target.
 */
export const optionalKernels = [
  "GroupedConv3D",
  "GroupedConv3DBackpropFilter",
  "GroupedConv3DBackpropInput",
  "PhiloxNormal",
] as const

export type OptionalKernelName = (typeof optionalKernels)[number]

/** Names of the tfjs kernels that a compiled body may use, and of the engine's own. */
export const supportedKernels: readonly KernelName[] = Object.values(families)
  .flatMap((names): readonly KernelName[] => names)
  .sort()
