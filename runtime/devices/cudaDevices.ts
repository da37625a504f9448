import type { NvidiaGpu } from "./nvidiaSmi.ts"

/** What CUDA can run on: a GPU, or a slice of one in MIG mode. */
export interface CudaDevice {
  readonly uuid: string
  /** Such as `NVIDIA A100-SXM4-40GB` or `NVIDIA A100-SXM4-40GB, 3g.20gb`. */
  readonly name: string
  /** Bytes that were free when it was looked at; null where that is not told, as of a slice. */
  readonly memoryFree: number | null
}

const mebibyte = 2 ** 20

/** A GPU in MIG mode gives its slices, none where it has none; any other gives itself. */
const devicesOf = ({ uuid, name, memoryFree, mig, slices }: NvidiaGpu): readonly CudaDevice[] =>
  mig || slices.length > 0
    ? slices.map((slice) => ({
        uuid: slice.uuid,
        name: `${name}, ${slice.profile}`,
        memoryFree: null,
      }))
    : [{ uuid, name, memoryFree: memoryFree === null ? null : memoryFree * mebibyte }]

const named = (gpus: readonly NvidiaGpu[], entry: string): CudaDevice | undefined => {
  if (/^\d+$/.test(entry)) {
    const gpu = gpus.find(({ index }) => index === Number(entry))
    // CUDA takes the first slice of a GPU that is named by its number.
    return gpu === undefined ? undefined : devicesOf(gpu)[0]
  }
  if (!/^(GPU|MIG)-/.test(entry)) return undefined
  const whole = gpus.find(({ uuid }) => uuid.startsWith(entry))
  if (whole !== undefined) return devicesOf(whole)[0]
  return gpus.flatMap(devicesOf).find(({ uuid }) => uuid.startsWith(entry))
}

/**
 * The devices that CUDA may use, in its order. `visible` is the value of CUDA_VISIBLE_DEVICES: numbers
 * (of PCI order) and beginnings of UUIDs; as in CUDA, what follows the first that does not exist is
 * not seen (CUDA C++ Programming Guide, "CUDA Environment Variables").
 */
export const cudaDevices = (
  gpus: readonly NvidiaGpu[],
  visible: string | undefined,
): readonly CudaDevice[] => {
  if (visible === undefined) return gpus.flatMap(devicesOf)
  const found = new Map<string, CudaDevice>()
  for (const entry of visible.split(",")) {
    const device = named(gpus, entry.trim())
    if (device === undefined) break
    found.set(device.uuid, device)
  }
  return [...found.values()]
}
