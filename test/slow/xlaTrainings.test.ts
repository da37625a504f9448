import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Device, prepare } from "../../runtime/engine/index.ts"
import {
  classifiers,
  classifying,
  networksAt,
  objectivesAt,
  pretrained,
  segmenting,
  type Work,
} from "../engine/trainings.ts"
import { ownCache, plugin, whyNot, xlaCpu } from "../engine/xlaCpu.ts"

const steps = 5
// Batch norm over two samples, as Barlow Twins and MoCo have it, gives signs: every difference grows.
const size = {
  crop: 32,
  width: 48,
  heads: 4,
  features: 4,
  decoder: { width: 32, depth: 2, heads: 4 },
  batch: 6,
}

const losses = ({ program, initial, inputs }: Work, device: Device) =>
  Effect.gen(function* () {
    const prepared = yield* prepare(program, device)
    yield* prepared.load(initial)
    const found: number[] = []
    for (let step = 1; step <= steps; step++) {
      const { loss } = yield* prepared.step(inputs(step))
      found.push(loss?.[0] ?? Number.NaN)
    }
    return found
  }).pipe(Effect.scoped)

/** Largest relative differences of the losses on two devices: in the first step, and in all. */
const apart = (work: Effect.Effect<Work, unknown>, one: Device, other: Device) =>
  Effect.gen(function* () {
    const made = yield* work
    const here = yield* losses(made, one)
    const there = yield* losses(made, other)
    const differences = here.map((loss, step) => Math.abs(there[step]! - loss) / Math.abs(loss))
    return { first: differences[0], most: Math.max(...differences) }
  }).pipe(Effect.runPromise)

ownCache()

describe.skipIf(plugin === undefined)(`five steps by XLA and by ONNX Runtime${whyNot}`, () => {
  it.each([
    ...objectivesAt(size).map((each) => [each.kind, pretrained(each, size)] as const),
    ...networksAt(size).map((each) => [each.kind, segmenting(each, size)] as const),
    ...classifiers.map((each) => [each.kind, classifying(each, size)] as const),
  ])("%s", async (name, work) => {
    const { first, most } = await apart(work, { kind: "cpu", threads: 2 }, xlaCpu)
    expect(first).toBeLessThan(1e-5)
    // DMFNet normalises over as few as 8 voxels here: its differences grow a hundredfold a step.
    expect(most).toBeLessThan(name === "dmfnet" ? 2e-2 : 1e-3)
  })

  it.each([
    ...objectivesAt(size).map((each) => [each.kind, pretrained(each, size)] as const),
    ...networksAt(size).map((each) => [each.kind, segmenting(each, size, 2)] as const),
  ])("%s on two devices that divide the batch, and on one", async (name, work) => {
    const { first, most } = await apart(work, xlaCpu, { ...xlaCpu, devices: 2 })
    expect(first).toBeLessThan(1e-5)
    expect(most).toBeLessThan(name === "dmfnet" ? 2e-2 : 1e-3)
  })
})
