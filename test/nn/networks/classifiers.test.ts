import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { vit } from "../../../dsl/encoder.ts"
import { densenet121 as densenet121Definition } from "../../../dsl/networks/densenet121.ts"
import { resnet50 as resnet50Definition } from "../../../dsl/networks/resnet50.ts"
import { senet101 as senet101Definition } from "../../../dsl/networks/senet101.ts"
import { vitClassifier as vitClassifierDefinition } from "../../../dsl/networks/vitClassifier.ts"
import { tf } from "../../../runtime/engine/index.ts"
import densenet121 from "../../../runtime/nn/networks/densenet121.ts"
import { stripPrefix, prefixed } from "../../../runtime/nn/layers/names.ts"
import { parameterCount, specsOf } from "../../../runtime/nn/layers/parameter.ts"
import resnet50 from "../../../runtime/nn/networks/resnet50.ts"
import senet101 from "../../../runtime/nn/networks/senet101.ts"
import vitModule from "../../../runtime/nn/encoders/vit.ts"
import vitClassifier from "../../../runtime/nn/networks/vitClassifier.ts"
import { trainedClassifier } from "../classifierTraining.ts"
import { isUnused } from "../monai.ts"
import {
  devices,
  largestError,
  outputOf,
  readReference,
  type Reference,
  shapesOf,
  shapesOfParameters,
  weightsOf,
} from "../reference.ts"
import { contextOf } from "../segmentationContext.ts"

/** Logits [2, 2] by the batch's statistics, from test/fixtures/nn/classifiers.py. */
const trainedLogits = (name: string): readonly number[] => {
  const fixture: { readonly trained: readonly number[] } = JSON.parse(
    readFileSync(new URL(`../../fixtures/nn/${name}.json`, import.meta.url), "utf8"),
  )
  return fixture.trained
}

const paper = contextOf(96, 4, 1)

const cases = [
  {
    name: "resnet50",
    size: 0.2,
    shape: [2, 3, 32, 40, 32],
    full: resnet50.model(resnet50Definition(), paper),
    small: resnet50.model(
      resnet50Definition({ features: 4, blocks: [1, 2, 1, 1] }),
      contextOf([32, 40, 32], 3, 2),
    ),
    tiny: resnet50.model(
      resnet50Definition({ features: 4, blocks: [1, 1, 1, 1] }),
      contextOf(32, 1, 1),
    ),
  },
  {
    name: "senet101",
    size: 0.03,
    shape: [2, 3, 32, 36, 32],
    full: senet101.model(senet101Definition(), paper),
    small: senet101.model(senet101Definition({ blocks: [1, 1, 1, 1] }), contextOf(32, 3, 2)),
    tiny: senet101.model(
      senet101Definition({ features: 4, blocks: [1, 1, 1, 1], reduction: 4 }),
      contextOf(32, 1, 1),
    ),
  },
  {
    name: "densenet121",
    size: 0.2,
    shape: [2, 3, 32, 40, 32],
    full: densenet121.model(densenet121Definition(), paper),
    small: densenet121.model(
      densenet121Definition({ features: 4, growth: 4, blocks: [1, 2, 2, 1] }),
      contextOf([32, 40, 32], 3, 2),
    ),
    tiny: densenet121.model(
      densenet121Definition({ features: 4, growth: 4, blocks: [1, 1, 1, 1] }),
      contextOf(32, 1, 1),
    ),
  },
] as const

describe.each(cases)("$name", ({ name, size, shape, full, small, tiny }) => {
  beforeAll(() => tf.setBackend("cpu"))

  const monai = readReference(name)
  const state = { ...small.parameters, ...small.buffers }

  it("has as many parameters as MONAI's", () => {
    expect(parameterCount(full.parameters)).toBe(monai.parameters)
  })

  it("has MONAI's names, and MONAI's shapes transposed", () => {
    expect(shapesOfParameters(state)).toEqual(shapesOf(monai))
  })

  // SE-ResNet's channels are fixed in MONAI, and too many for tfjs' cpu backend.
  const fast = name === "senet101" ? devices.slice(1) : devices
  it.each(fast)("gives MONAI's logits for MONAI's weights on $kind", async (device) => {
    const weights = weightsOf(monai, { size })
    const logits = await outputOf(device, shape, specsOf(state), weights, (network, image) =>
      small.forward({ encoder: {}, network }, image),
    )
    expect(logits).toHaveLength(4)
    expect(largestError(logits, monai.logits)).toBeLessThan(1e-4)
    const trained = await outputOf(device, shape, specsOf(state), weights, (network, image) => {
      const output = small.train({ encoder: {}, network }, image)
      expect(Object.keys(output.buffers).toSorted()).toEqual(Object.keys(small.buffers).toSorted())
      return output.logits
    })
    expect(largestError(trained, trainedLogits(name))).toBeLessThan(1e-3)
  })

  it("learns to tell four images apart, through every parameter", async () => {
    const { losses, unreached } = await trainedClassifier(tiny, contextOf(32, 1, 1), 10)
    expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] ?? 0))
    expect(unreached).toEqual([])
  })
})

describe("vitClassifier", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const context = (encoder: ReturnType<typeof vit>, channels: number, outputs: number) => ({
    encoder: vitModule.model(encoder, channels),
    channels,
    outputs,
  })
  const whole = (made: ReturnType<typeof context>) => ({
    ...prefixed("encoder.", made.encoder.parameters),
    ...vitClassifier.model(vitClassifierDefinition(), made).parameters,
  })
  const read = readReference("vitClassifier")
  const ourName = (name: string): string =>
    name.replace(/^vit\.(?!cls_token|classification_head)/, "encoder.").replace(/^vit\./, "")
  const monai: Reference = {
    ...read,
    state: Object.fromEntries(
      Object.entries(read.state)
        .filter(([name]) => !isUnused(name))
        .map(([name, entry]) => [ourName(name), entry]),
    ),
  }
  const small = context(vit({ crop: 32, patch: 16, width: 12, depth: 2, heads: 3 }), 3, 2)

  it("has as many parameters as MONAI's ViT for classification", () => {
    const full = context(vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 }), 4, 1)
    expect(parameterCount(whole(full))).toBe(monai.parameters)
  })

  it("has MONAI's names, and MONAI's shapes transposed", () => {
    expect(shapesOfParameters(whole(small))).toEqual(shapesOf(monai))
  })

  it.each(devices)("gives MONAI's logits for MONAI's weights on $kind", async (device) => {
    const { forward } = vitClassifier.model(vitClassifierDefinition(), small)
    const specs = specsOf(whole(small))
    const logits = await outputOf(
      device,
      [2, 3, 32, 32, 32],
      specs,
      weightsOf(monai),
      (network, image) => forward({ encoder: stripPrefix("encoder.", network), network }, image),
    )
    expect(logits).toHaveLength(4)
    expect(largestError(logits, monai.logits)).toBeLessThan(1e-4)
  })

  it.each(["token", "mean"] as const)(
    "learns to tell four images apart by the %s, through every parameter",
    async (pool) => {
      const tiny = context(vit({ crop: 16, patch: 8, width: 12, depth: 2, heads: 3 }), 1, 1)
      const model = vitClassifier.model(vitClassifierDefinition({ pool }), tiny)
      const { losses, unreached } = await trainedClassifier(model, tiny, 20)
      expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] ?? 0))
      expect(unreached).toEqual([])
    },
  )
})

it("names crops and a reduction that leave nothing", () => {
  expect(
    densenet121.faults?.(densenet121Definition(), contextOf(28, 1, 1), "network"),
  ).toHaveLength(1)
  expect(densenet121.faults?.(densenet121Definition(), contextOf(29, 1, 1), "network")).toEqual([])
  const [fault] =
    senet101.faults?.(senet101Definition({ features: 2 }), contextOf(32, 1, 1), "network") ?? []
  expect(fault?.where.field).toBe("network.reduction")
})
