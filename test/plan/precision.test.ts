import { Effect } from "effect"
import { expect, it } from "vitest"
import { grid } from "../../dsl/index.ts"
import { refuseDevice } from "../../runtime/commands/refuseDevice.ts"
import { parseDevice } from "../../runtime/devices/device.ts"
import { base, changedKinds, planOf } from "./study.ts"

const float32 = planOf([grid(base, {})])
const lesion = planOf([grid(base, { "tasks.lesion.precision": { it: "bfloat16" } })])
const pretraining = planOf([grid(base, { "pretraining.precision": { it: "tf32" } })])

it("is part of the key of the training that declares it, and of none where it is float32", () => {
  expect(changedKinds(float32, lesion)).toEqual(["finetune", "predict", "score"])
  expect(changedKinds(float32, pretraining)).toContain("pretrain")
  expect(float32.stages.some(({ slice }) => JSON.stringify(slice).includes("precision"))).toBe(
    false,
  )
})

const refusal = (plan: typeof lesion, device: string) =>
  Effect.runSync(
    refuseDevice(plan.stages, parseDevice(device)!, null).pipe(
      Effect.match({ onFailure: ({ faults }) => faults, onSuccess: () => [] }),
    ),
  )

it("is refused for devices that do not compute in it", () => {
  expect(refusal(float32, "cpu")).toEqual([])
  expect(["xla:cpu", "cuda", "cuda:1"].flatMap((device) => refusal(lesion, device))).toEqual([])
  expect(refusal(pretraining, "cuda")).toEqual([])
  const [fault, ...others] = refusal(lesion, "cpu")
  expect(others).toEqual([])
  expect(fault?.what).toMatch(
    /^finetune .* and 1 more: bfloat16 is declared and --device cpu chosen/,
  )
  expect(fault?.expected).toBe("float32")
  expect(fault?.hint).toContain("--device cuda or xla:cpu")
  expect(refusal(pretraining, "xla:cpu")[0]?.expected).toBe("float32 or bfloat16")
})
