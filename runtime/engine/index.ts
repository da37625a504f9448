export { type Device } from "./device.ts"
export { EngineError, type Reason, reasons } from "./error.ts"
export { valueAndGradients } from "./gradients.ts"
export { prepare } from "./prepare.ts"
export { type OnDevice, type Prepared, type PreparedInfo } from "./prepared.ts"
export {
  type Arrays,
  type DeviceArray,
  type Inputs,
  type Program,
  type Tensors,
  type TensorSpec,
  type TensorSpecs,
} from "./program.ts"
export { freeMemory } from "./session/xla.ts"
export { tf } from "./tf.ts"
export * from "./ops/index.ts"
export { supportedKernels } from "./kernels/families.ts"
