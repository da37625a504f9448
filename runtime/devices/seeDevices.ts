import { Effect, type FileSystem, Result } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { DeviceName } from "./device.ts"
import { pluginFile } from "../engine/session/pjrt/pluginFile.ts"
import { tensorflowPackages } from "../engine/session/tensorflowPackages.ts"
import type { Environment } from "../files/environment.ts"
import type { Availability, Obstacle } from "./availability.ts"
import { type CudaDevice, cudaDevices } from "./cudaDevices.ts"
import type { Host } from "./host.ts"
import { nvidiaGpus } from "./nvidiaGpus.ts"
import type { NvidiaGpu, NvidiaSmiError } from "./nvidiaSmi.ts"
import {
  driverObstacle,
  noCudaDevice,
  noPlugin,
  noTensorflow,
  otherSystem,
  tensorflowFails,
  webgpuFails,
  xlaFails,
} from "./obstacles.ts"
import { installedTensorflow } from "./packages.ts"
import { tryDevice } from "./tryDevice.ts"
import { vulkanDrivers } from "./vulkanDrivers.ts"

/** The NVIDIA GPUs of a machine and what CUDA may use of them. */
export interface Nvidia {
  readonly gpus: Result.Result<readonly NvidiaGpu[], NvidiaSmiError>
  /** Value of CUDA_VISIBLE_DEVICES. */
  readonly visible: string | undefined
  readonly devices: readonly CudaDevice[]
}

/** Asks the driver. */
export const seeNvidia = (
  environment: Environment,
): Effect.Effect<Nvidia, never, ChildProcessSpawner.ChildProcessSpawner> =>
  Effect.map(Effect.result(nvidiaGpus()), (gpus) => {
    const visible = environment["CUDA_VISIBLE_DEVICES"]
    return {
      gpus,
      visible,
      devices: cudaDevices(
        Result.getOrElse(gpus, () => []),
        visible,
      ),
    }
  })

/** What keeps CUDA from running, as far as can be told without trying. */
export const cudaObstacles = (
  { system, architecture }: Pick<Host, "system" | "architecture">,
  { gpus, visible, devices }: Nvidia,
  plugin: string | undefined,
): readonly Obstacle[] => {
  if (system !== "linux") return [otherSystem(system, architecture)]
  const driver = Result.match(gpus, {
    onFailure: (error) => [driverObstacle(error)],
    onSuccess: (found) => (devices.length === 0 ? [noCudaDevice(found.length, visible)] : []),
  })
  return [...driver, ...(plugin === undefined ? [noPlugin("cuda")] : [])]
}

const coresOf = ({ cores }: Host): string => `${cores} ${cores === 1 ? "core" : "cores"}`

/** Tries a device unless something already stands in its way. */
const tried = (
  device: DeviceName,
  known: readonly Obstacle[],
  obstacle: (failure: string) => Obstacle,
): Effect.Effect<readonly Obstacle[], never, ChildProcessSpawner.ChildProcessSpawner> =>
  known.length > 0
    ? Effect.succeed(known)
    : Effect.map(tryDevice(device), (failure) => (failure === undefined ? [] : [obstacle(failure)]))

/**
 * What a device finds and whether it can be used. Those that need a driver or an optional package are
 * tried, each in a process of its own.
 */
export const seeDevice = Effect.fn("seeDevice")(function* (
  device: DeviceName,
  host: Host,
  nvidia: Nvidia,
  environment: Environment,
): Effect.fn.Return<
  Availability,
  never,
  ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem
> {
  const names = nvidia.devices.map(({ name }) => name)
  switch (device) {
    case "cpu":
      return {
        device,
        runs: "compiled, ONNX Runtime",
        on: [coresOf(host)],
        obstacles: [],
      }
    case "webgpu": {
      const drivers = host.system === "linux" ? yield* vulkanDrivers(environment) : []
      return {
        device,
        runs: "compiled, ONNX Runtime's WebGPU provider",
        on: drivers.map(({ library }) => library),
        obstacles: yield* tried(device, [], (failure) => webgpuFails(failure, host.system)),
      }
    }
    case "cuda":
      return {
        device,
        runs: "compiled, XLA",
        on: names,
        obstacles: yield* tried(
          device,
          cudaObstacles(host, nvidia, pluginFile("cuda", environment)),
          xlaFails,
        ),
      }
    case "xla:cpu": {
      const plugin = pluginFile("cpu", environment)
      return {
        device,
        runs: "compiled, XLA: for comparing with cuda, slower than cpu",
        on: plugin === undefined ? [] : [coresOf(host)],
        obstacles: yield* tried(device, plugin === undefined ? [noPlugin("cpu")] : [], xlaFails),
      }
    }
    case "tensorflow": {
      const known = installedTensorflow().length === 0 ? [noTensorflow(tensorflowPackages)] : []
      return {
        device,
        runs: "operation by operation, TensorFlow through tfjs-node or tfjs-node-gpu",
        // Whether its TensorFlow was built for CUDA cannot be seen from here.
        on: known.length > 0 ? [] : [coresOf(host), ...names.map((name) => `with CUDA ${name}`)],
        obstacles: yield* tried(device, known, tensorflowFails),
      }
    }
    case "eager":
      return {
        device,
        runs: "operation by operation, TensorFlow.js' reference: for tests, very slow",
        on: ["1 core"],
        obstacles: [],
      }
  }
})
