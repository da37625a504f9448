import { expect, it } from "vitest"
import { requestOf } from "../../../runtime/executors/slurm/request.ts"
import { profile } from "./layer.ts"

const gresOf = (gres: string, devices: number, gpuMemory: number | null = null) =>
  requestOf(
    { memory: null, gpuMemory, seconds: null, alone: false, devices },
    { ...profile, gres },
    true,
  ).gres

it("asks for as many GPUs as divide a stage's batch", () => {
  expect(gresOf("gpu:1", 4)).toBe("gpu:4")
  expect(gresOf("gpu", 4)).toBe("gpu:4")
  expect(gresOf("gpu:a100:1", 2)).toBe("gpu:a100:2")
  expect(gresOf("nvme:1,gpu:a100", 2)).toBe("nvme:1,gpu:a100:2")
  expect(gresOf("gpu:4", 2)).toBe("gpu:4")
  expect(gresOf("gpu:1", 1)).toBe("gpu:1")
  expect(gresOf("gpu:1", 1, 0)).toBeNull()
})
