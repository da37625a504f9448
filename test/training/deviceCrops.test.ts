import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { defineAugmentation } from "../../dsl/augmentation.ts"
import { flip, gaussianNoise, nnunetAugmentation, resizedCrop } from "../../dsl/index.ts"
import { CurrentStage } from "../../runtime/current/currentStage.ts"
import { loadSteps } from "../../runtime/data/transforms/augment/loadSteps.ts"
import { tensorSteps } from "../../runtime/data/transforms/augment/tensors/augmentTensors.ts"
import { type Device, type Inputs, prepare, type Program } from "../../runtime/engine/index.ts"
import { cropsFor, type StepCrops } from "../../runtime/training/crops.ts"
import type { CropPlan } from "../../runtime/training/cropBatch.ts"
import { cropsOnDevice } from "../../runtime/training/deviceCrops.ts"
import { samplesOf } from "../../runtime/training/sampling.ts"
import { temporaryFolder } from "../data/testData.ts"
import { ownCache, plugin, whyNot, xlaCpu } from "../engine/xlaCpu.ts"
import { writtenPlan } from "./writtenPlan.ts"

ownCache()

const [batch, steps] = [2, 3]
const folder = temporaryFolder()
const shapes = [[9, 8, 11] as const, [10, 9, 5] as const, [7, 12, 9] as const]

const stageOn = (device: Device, told: string[] = []) =>
  Effect.provideService(CurrentStage, {
    inputs: {},
    out: folder,
    checkpoint: folder,
    device,
    environment: {},
    progress: () => Effect.void,
    stopping: () => false,
    log: (text) => Effect.sync(() => void told.push(text)),
  })

/** A step that takes the crops as a training does, and gives them back. */
const readProgram = (views: number, hasTruth: boolean): Program => ({
  name: "reading",
  state: {},
  inputs: {
    ...Object.fromEntries(
      Array.from({ length: views }, (_, view) => [
        `image.${view}`,
        { shape: [batch, 2, 6, 6, 6], dtype: "float32" },
      ]),
    ),
    ...(hasTruth ? { truth: { shape: [batch, 2, 6, 6, 6], dtype: "float32" } } : {}),
  },
  body: (_, inputs) => ({ state: {}, outputs: inputs }),
})

type Makes = Effect.Success<ReturnType<typeof cropsFor>>

/** Images and truths of some steps, in one array each. */
const made = Effect.fnUntraced(function* (crops: Makes, plan: CropPlan, device: Device, views = 1) {
  const hasTruth = plan.choice.regions.length > 0
  const reading = yield* prepare(readProgram(views, hasTruth), device)
  const passes = { subjects: plan.volumes.length, crops: 2, epochs: 2, batch }
  const all: { image: number[]; truth: number[]; subjects: readonly string[] }[] = []
  for (let step = 1; step <= steps; step++) {
    const { images, truth, subjects, release }: StepCrops = yield* crops(
      samplesOf(passes, plan.seed, step),
    )
    const inputs: Inputs = {
      ...Object.fromEntries(images.map((image, view) => [`image.${view}`, image])),
      ...(hasTruth ? { truth } : {}),
    }
    const read = yield* reading.step(inputs)
    release()
    all.push({
      image: images.flatMap((_, view) => [...read[`image.${view}`]!]),
      truth: [...(read["truth"] ?? [])],
      subjects,
    })
  }
  return all
})

const cpu: Device = { kind: "cpu", threads: 1 }

const onHost = (plan: CropPlan, views = 1) =>
  Effect.runPromise(
    cropsFor(plan, batch, views).pipe(
      Effect.flatMap((crops) => made(crops, plan, cpu, views)),
      Effect.scoped,
      stageOn(cpu),
    ),
  )

type Made = Awaited<ReturnType<typeof onHost>>

/** What is equal to the bit. */
const exact = (all: Made) => all.map(({ subjects, truth }) => ({ subjects, truth }))

/** The largest difference between the voxels of two images; NaN where they are not as many. */
const difference = (found: Made, wanted: Made): number => {
  const [one = [], other = []] = [found, wanted].map((all) => all.flatMap(({ image }) => image))
  if (one.length === 0 || one.length !== other.length) return Number.NaN
  return Math.max(...one.map((value, at) => Math.abs(value - other[at]!)))
}

describe.skipIf(plugin === undefined)(`crops on a device${whyNot}`, { timeout: 120_000 }, () => {
  it.each([
    ["of volumes that stay there, with nnU-Net's augmentation", 1e9, nnunetAugmentation(6)],
    ["of volumes that are sent, with nnU-Net's augmentation", 0, nnunetAugmentation(6)],
    ["that are sent", 0, [flip()]],
  ])("%s, are those of the processor", async (_, free, augment) => {
    const plan = await writtenPlan(folder, augment, shapes)
    const told: string[] = []
    const found = await Effect.runPromise(
      Effect.gen(function* () {
        const { steps } = tensorSteps(yield* loadSteps(augment))
        const crops = yield* cropsOnDevice(plan, steps, batch, 1, xlaCpu, free)
        return yield* made(crops, plan, xlaCpu)
      }).pipe(Effect.scoped, stageOn(xlaCpu, told)),
    )
    const wanted = await onHost(plan)
    expect(exact(found)).toEqual(exact(wanted))
    expect(difference(found, wanted)).toBeLessThan(2e-5)
    expect(told.join()).toMatch(free === 0 ? "each is sent" : "3 volumes stay there")
  })

  it("in two views are those of the processor", async () => {
    const augment = [resizedCrop(), flip(), gaussianNoise({ probability: 1 })]
    const written = await writtenPlan(folder, augment, shapes)
    const plan = { ...written, choice: { foreground: 0, regions: [] } }
    const found = await Effect.runPromise(
      cropsFor(plan, batch, 2).pipe(
        Effect.flatMap((crops) => made(crops, plan, xlaCpu, 2)),
        Effect.scoped,
        stageOn(xlaCpu),
      ),
    )
    const wanted = await onHost(plan, 2)
    expect(exact(found)).toEqual(exact(wanted))
    expect(difference(found, wanted)).toBeLessThan(2e-5)
  })

  it("are the processor's, and the log says so, where a step is no program of tensors", async () => {
    const biasField = defineAugmentation({
      kind: "biasField",
      doc: "Multiplies by a smooth field.",
      implementation: new URL("../acceptance/extension/biasField.apply.ts", import.meta.url).href,
      fields: {},
    })
    const plan = await writtenPlan(folder, [flip(), biasField()], shapes)
    const told: string[] = []
    await Effect.runPromise(cropsFor(plan, batch).pipe(Effect.scoped, stageOn(xlaCpu, told)))
    expect(told).toEqual([
      "crops are made by the processor, not by the device: biasField: no program of tensors",
    ])
  })
})
