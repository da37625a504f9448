import { Result } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { Faulty } from "../../faults/faulty.ts"
import type { Nvidia } from "../seeDevices.ts"

/** Major versions of CUDA that there are wheels for. */
export type CudaMajor = 12 | 13

/** First drivers for Linux that serve a version (CUDA Compatibility, "Minor Version Compatibility"). */
const firstDriver = { 13: 580, 12: 525 } as const

const unknown = (what: string): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: `which CUDA the driver serves is not known: ${what}`,
        expected: "an NVIDIA driver",
        hint: `install the driver, or say for which one: --cuda 13 (driver ${firstDriver[13]} or newer) or --cuda 12 (${firstDriver[12]} or newer)`,
      }),
    ],
  })

/** The newest version of CUDA that the driver of this machine serves. */
export const cudaOfDriver = ({ gpus }: Pick<Nvidia, "gpus">): Result.Result<CudaMajor, Faulty> => {
  if (Result.isFailure(gpus))
    return Result.fail(
      unknown(gpus.failure.reason === "missing" ? "nvidia-smi is not found" : gpus.failure.said),
    )
  const driver = gpus.success.find((gpu) => gpu.driver !== null)?.driver ?? null
  if (driver === null) return Result.fail(unknown("nvidia-smi lists no GPU with a driver"))
  const major = Number(driver.split(".")[0])
  if (major >= firstDriver[13]) return Result.succeed(13)
  if (major >= firstDriver[12]) return Result.succeed(12)
  return Result.fail(
    new Faulty({
      faults: [
        fault({
          what: `the NVIDIA driver is ${driver}`,
          expected: `${firstDriver[12]} or newer, for CUDA 12`,
          hint: "install a newer driver",
        }),
      ],
    }),
  )
}
