import { describe, expect, it } from "vitest"
import { type Augmentation, augmentationDefinitions } from "../../dsl/augmentation.ts"
import { componentChecker } from "../../dsl/fieldFaults.ts"
import { affine, dice, nnunet, nnunetAugmentation, segmentation, sgd } from "../../dsl/index.ts"

describe("nnunetAugmentation", () => {
  // nnUNetTrainer.get_training_transforms of nnU-Net v2 (batchgeneratorsv2 from 0.3), read by hand.
  it("has nnU-Net's transforms in its order with its probabilities", () => {
    expect(nnunetAugmentation(96)).toMatchObject([
      {
        kind: "affine",
        rotation: [-30, 30],
        rotationProbability: 0.2,
        scaling: [0.7, 1.4],
        scalingProbability: 0.2,
        axes: "all",
      },
      { kind: "gaussianNoise", deviation: 0.1, shared: true, probability: 0.1 },
      {
        kind: "gaussianBlur",
        sigma: [0.5, 1],
        filter: "sampled",
        perModality: 0.5,
        probability: 0.2,
      },
      { kind: "intensityScale", range: 0.25, probability: 0.15 },
      { kind: "contrast", range: [0.75, 1.25], probability: 0.15 },
      {
        kind: "simulateLowResolution",
        zoom: [0.5, 1],
        axes: "all",
        perModality: 0.5,
        probability: 0.25,
      },
      ...[0.1, 0.3].map((probability) => ({
        kind: "gamma",
        range: [0.7, 1.5],
        draw: "balanced",
        inverted: probability === 0.1,
        retainStatistics: true,
        probability,
      })),
      { kind: "flip", probability: 0.5 },
    ])
  })

  it("turns in plane where the longest side is more than 3 times the depth", () => {
    const at = (depth: number) => nnunetAugmentation([depth, 90, 60])
    expect(at(30)).toEqual(nnunetAugmentation(96))
    expect(at(29)[0]).toMatchObject({ kind: "affine", axes: "inPlane", rotation: [-180, 180] })
    expect(at(29)[5]).toMatchObject({ kind: "simulateLowResolution", axes: "inPlane" })
  })

  it("is what a segmentation takes, as its definitions say", () => {
    const { augment } = segmentation({
      network: nnunet(),
      optimizer: sgd(),
      regions: ["WT"],
      metrics: [dice({ empty: "nan" })],
      epochs: 1,
      augment: nnunetAugmentation(96),
    })
    expect(augment).toEqual(nnunetAugmentation(96))
    const expected = (...steps: readonly Augmentation[]) =>
      componentChecker(augmentationDefinitions)
        .component(steps, "")
        .map((fault) => fault.expected)
    expect(expected(...augment)).toEqual([])
    expect(expected(affine({ rotation: [30, -30] }))).toEqual([
      "a range from the lower to the higher bound",
    ])
    expect(expected(affine({ rotation: [-270, 0] }))).toEqual([
      expect.stringContaining("between -180 and 180"),
    ])
  })
})
