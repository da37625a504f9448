export { type Device } from "./device.ts"
export { EngineError, type Reason, reasons } from "./error.ts"
export { valueAndGradients } from "./gradients.ts"
export { prepare } from "./prepare.ts"
export { type Prepared, type PreparedInfo } from "./prepared.ts"
export {
  type Arrays,
  type Program,
  type Tensors,
  type TensorSpec,
  type TensorSpecs,
} from "./program.ts"
export { tf } from "./tf.ts"
export * from "./ops/index.ts"
export { supportedKernels } from "./kernels/families.ts"
