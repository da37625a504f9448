import { NodeServices } from "@effect/platform-node"
import { Effect, Option } from "effect"
import { describe, expect, it } from "vitest"
import { grid } from "../../dsl/index.ts"
import { leastSlots, mostTogether } from "../../runtime/commands/mostTogether.ts"
import { refuseDevice } from "../../runtime/commands/refuseDevice.ts"
import { parseDevice } from "../../runtime/devices/device.ts"
import { nextPlacement } from "../../runtime/schedule/placement.ts"
import { base, changedKinds, planOf } from "./study.ts"

const one = planOf([grid(base, {})])
const four = planOf([
  grid(base, { "pretraining.devices": { it: 4 }, "tasks.lesion.devices": { it: 2 } }),
])
const found = (kind: string) => four.stages.find((stage) => stage.kind === kind)!

describe("devices of a training", () => {
  it("are no part of its key, nor of its settings", () => {
    expect(changedKinds(one, four)).toEqual([])
    expect(
      [found("pretrain"), found("finetune"), found("predict")].map(
        ({ configured }) => configured.devices,
      ),
    ).toEqual([4, 2, 1])
    expect(found("pretrain").configured.settings).toMatchObject({ pretraining: { devices: 1 } })
  })

  const refusal = (plan: typeof four, device: string, most: number | null) =>
    Effect.runSync(
      refuseDevice(plan.stages, parseDevice(device)!, most).pipe(
        Effect.match({ onFailure: ({ faults }) => faults, onSuccess: () => [] }),
      ),
    )

  it("are refused where the device divides no batch, or there are fewer", () => {
    expect(refusal(one, "cpu", 1)).toEqual([])
    expect(refusal(four, "cuda", 4)).toEqual([])
    expect(refusal(four, "cuda", null)).toEqual([])
    const [first, second, ...others] = refusal(four, "cpu", null)
    expect(others).toEqual([])
    expect(first?.what).toMatch(
      /^pretrain .* and 1 more: devices: 4 is declared and --device cpu chosen, which divides no batch$/,
    )
    expect(second?.what).toMatch(/^finetune .*: devices: 2 is declared/)
    expect(first?.expected).toBe("--device cuda or xla:cpu")
    expect(first?.hint).toContain("--set pretraining.devices=1")
    const [few, ...none] = refusal(four, "cuda", 2)
    expect(none).toEqual([])
    expect(few?.what).toContain(
      "devices: 4 is declared and --device cuda chosen, of which 2 can work together here",
    )
  })

  it("are counted as slots by a plan, which refuses fewer", async () => {
    expect([leastSlots(four.stages, "cuda"), leastSlots(four.stages, "xla:cpu")]).toEqual([4, 1])
    const together = (device: string, slots: Option.Option<number>) =>
      Effect.runPromise(
        mostTogether(four.stages, { device: parseDevice(device)!, slots }).pipe(
          Effect.provide(NodeServices.layer),
        ),
      )
    expect(await together("cuda", Option.some(2))).toBe(2)
    expect(await together("xla:cpu", Option.none())).toBe(8)
  })

  it("each get as many crops of smaller micro-batches, where memory ran out", () => {
    const finetune = found("finetune")
    // A batch of four on two devices: two at a time, then nothing is left to try.
    const next = nextPlacement(finetune, { alone: true, microBatch: null })
    expect(next).toEqual({ alone: true, microBatch: 2 })
    expect(nextPlacement(finetune, next!)).toBeNull()
  })
})
