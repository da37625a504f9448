import { Effect } from "effect"
import { existsSync, globSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { vit } from "../../../dsl/encoder.ts"
import { patchMask, positionMask } from "../../../dsl/mask.ts"
import { adam } from "../../../dsl/optimizer.ts"
import { unetr } from "../../../dsl/network.ts"
import { levels, m2mae } from "../../../dsl/pretraining.ts"
import {
  type Arrays,
  type Device,
  prepare,
  type Program,
  tf,
} from "../../../runtime/engine/index.ts"
import unetrModule from "../../../runtime/nn/networks/unetr.ts"
import vitModule from "../../../runtime/nn/encoders/vit.ts"
import m2maeObjective from "../../../runtime/pretraining/m2mae.ts"
import { random } from "../../../runtime/random/random.ts"
import adamOptimizer from "../../../runtime/training/optimizers/adam.ts"
import { diceAndCrossEntropy } from "../../../runtime/training/losses.ts"
import { segmentationProgram } from "../../../runtime/training/segmentation.ts"
import { initialModel } from "../../../runtime/training/taskModel.ts"
import { differences, float32 } from "../agreement.ts"
import { images } from "../../pretraining/images.ts"
import { builtInMasks } from "../../pretraining/masks.ts"
import { train } from "../../pretraining/train.ts"
import { momentum, stepsOf } from "./momentum.ts"

const drivers =
  process.env["VK_DRIVER_FILES"]?.split(":") ?? globSync("/usr/share/vulkan/icd.d/*.json")
const found = drivers.some((file) => existsSync(file))
const why = found
  ? ""
  : " (skipped: no Vulkan driver in VK_DRIVER_FILES or /usr/share/vulkan/icd.d)"

const webgpu: Device = { kind: "webgpu" }
const cpu: Device = { kind: "cpu", threads: 1 }

const segmented = (device: Device): Promise<readonly Arrays[]> => {
  const optimizer = adam({ lr: 1e-3, epsilon: 1e-3 })
  const encoder = vitModule.model(vit({ crop: 16, patch: 8, width: 12, depth: 4, heads: 2 }), 2)
  const network = unetrModule.model(unetr({ features: 2 }), { encoder, channels: 2, outputs: 1 })
  const training = {
    segmenter: { encoder, network, outputs: 1 },
    batch: 1,
    loss: { terms: diceAndCrossEntropy, weights: { dice: 1, bce: 1 } },
    optimizer,
    implementation: adamOptimizer,
  }
  const image = images(1, 2, 16, 0)
  const truth = image.slice(0, 16 ** 3).map((value) => Number(value > 0))
  return Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const prepared = yield* prepare(segmentationProgram(training), device)
        yield* prepared.load(
          initialModel(training.segmenter, training.implementation, {}, random(0, "weights")),
        )
        const outputs: Arrays[] = []
        for (let step = 1; step <= 2; step++)
          outputs.push(
            yield* prepared.step({
              image,
              truth,
              ...adamOptimizer.inputValues(optimizer, step, optimizer.lr),
            }),
          )
        return outputs
      }),
    ),
  )
}

describe.skipIf(!found)(`the WebGPU provider${why}`, { timeout: 300_000 }, () => {
  it("steps like the CPU, with the state on the device", async () => {
    const [there, here] = [await stepsOf(momentum, webgpu, 2), await stepsOf(momentum, cpu, 2)]
    here.outputs.forEach((outputs, step) =>
      expect(differences(there.outputs[step]!, outputs, 1e-4)).toEqual([]),
    )
    expect(differences(there.state, here.state, 1e-4)).toEqual([])
  })

  it("gives M2-MAE the losses of the CPU", async () => {
    const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, clip: 1, epsilon: 1e-3 })
    const encoder = vitModule.model(vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2 }), 2)
    const model = m2maeObjective.model(
      m2mae({
        mask: [positionMask(), patchMask()],
        pbt: levels(1, 2),
        epochs: 1,
        batch: 2,
        optimizer,
      }),
      { encoder, batch: 2, masks: builtInMasks },
    )
    const context = { encoder, batch: 2, masks: builtInMasks }
    const image = images(2, 2, 8, 0)
    const there = await train(model, context, optimizer, image, 2, webgpu)
    const here = await train(model, context, optimizer, image, 2, cpu)
    here.outputs.forEach((outputs, step) =>
      expect(differences(there.outputs[step]!, outputs, 1e-4)).toEqual([]),
    )
  })

  it("gives UNETR the losses of the CPU", async () => {
    const [there, here] = [await segmented(webgpu), await segmented(cpu)]
    here.forEach((outputs, step) => expect(differences(there[step]!, outputs, 1e-4)).toEqual([]))
  })

  it("is refused by name for what it lacks", async () => {
    const program: Program = {
      name: "lacking",
      state: {},
      inputs: { x: float32(2, 3) },
      body: (_, { x }) => ({ state: {}, outputs: { y: tf.isNaN(x!), z: tf.add(x!, 1) } }),
    }
    const error = await Effect.runPromise(Effect.scoped(Effect.flip(prepare(program, webgpu))))
    expect(error.reason).toBe("unsupported")
    expect(error.message).toContain("WebGPU provider lacks operations of the program: IsNaN")
  })
})
