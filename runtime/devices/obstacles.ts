import type { Obstacle } from "./availability.ts"
import type { XlaPlatform } from "../engine/device.ts"
import { pluginHints } from "../engine/session/pjrt/pluginFile.ts"
import type { NvidiaSmiError } from "./nvidiaSmi.ts"

const guide = "docs/devices.md has the commands"

/** What a GPU of NVIDIA needs of the system. */
export const driverObstacle = ({ reason, said }: NvidiaSmiError): Obstacle => ({
  why: reason === "missing" ? "there is no NVIDIA driver: nvidia-smi is not found" : said,
  hint:
    reason === "unreadable"
      ? "please report the line: its form is not known"
      : "install an NVIDIA driver, 525 or newer, or repair it until nvidia-smi lists the GPUs",
})

/** CUDA finds nothing to run on: `gpus` there are, `visible` is the value of CUDA_VISIBLE_DEVICES. */
export const noCudaDevice = (gpus: number, visible: string | undefined): Obstacle => {
  if (gpus === 0)
    return { why: "there is no NVIDIA GPU", hint: "use a machine with one, or another device" }
  return visible === undefined
    ? {
        why: "every GPU is in MIG mode and has no slice",
        hint: "make one: nvidia-smi mig -cgi PROFILE -C",
      }
    : {
        why: `CUDA_VISIBLE_DEVICES="${visible}" hides all of ${gpus} GPUs`,
        hint: "unset it, or name a GPU that there is",
      }
}

export const otherSystem = (system: string, architecture: string): Obstacle => ({
  why: `there is no XLA plugin for CUDA on ${system} ${architecture}`,
  hint: "use Linux, or --device webgpu",
})

export const noPlugin = (platform: XlaPlatform): Obstacle => ({
  why: `there is no PJRT plugin of XLA for ${platform}`,
  hint: `${pluginHints[platform]}; ${guide}`,
})

export const xlaFails = (failure: string): Obstacle => ({
  why: failure,
  hint: `install the plugin with the libraries that it needs in one Python environment; ${guide}`,
})

const graphics: Readonly<Record<string, string>> = {
  linux:
    "install the Vulkan loader and a driver (Debian: apt-get install libvulkan1 mesa-vulkan-drivers; NVIDIA's comes with its driver)",
  win32: "install the vendor's graphics driver (D3D12)",
  darwin: "a Mac that has Metal",
}

export const webgpuFails = (failure: string, system: string): Obstacle => ({
  why: failure,
  hint: `${graphics[system] ?? "install a Vulkan driver"}; ${guide}`,
})

export const noTensorflow = (packages: readonly string[]): Obstacle => ({
  why: `neither ${packages.join(" nor ")} is installed`,
  hint: `install and build one of them; ${guide}`,
})

export const tensorflowFails = (failure: string): Obstacle => ({
  why: failure,
  hint: `build the addon of the package; ${guide}`,
})
