import { join } from "node:path"
import { Effect } from "effect"
import { evaluationMask } from "../../../dsl/column.ts"
import { fault } from "../../../dsl/fault.ts"
import { readImageCrop } from "../../data/volume/crop.ts"
import type { Volume } from "../../data/volume/open.ts"
import { writeNpy } from "../../data/volume/write.ts"
import { type Arrays, prepare } from "../../engine/index.ts"
import { Faulty } from "../../faults/faulty.ts"
import { hiddenPositions } from "../../pretraining/evaluationMask.ts"
import { reconstructionProgram } from "../../pretraining/reconstructionProgram.ts"
import { BetweenSubjects } from "./varianceRatio.ts"
import { random } from "../../random/random.ts"
import { centralOrigin } from "../../training/cropOrigin.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import { sliceKinds, type ReconstructionFile } from "./artifact.ts"
import { Stopped } from "../../current/stopped.ts"
import { heldOut } from "../index/artifact.ts"
import { openedVolumes } from "../preprocess/artifact.ts"
import { objectiveWeights } from "../pretrain/artifact.ts"
import build from "./program.ts"
import type { ReconstructSettings } from "./record.ts"

const refused = (kind: string, what: string, hint: string): Faulty =>
  new Faulty({
    faults: [fault({ what: `${kind} ${what}`, where: { field: "pretraining" }, hint })],
  })

const isFloats = (values: unknown): values is Float32Array => values instanceof Float32Array

/** What a step's outputs measure: where, what was to be predicted and what is. */
const measuredIn = (outputs: Arrays, image: Float32Array) => {
  const { reconstruction, mask, target = image, prediction = reconstruction } = outputs
  return isFloats(mask) && isFloats(target) && isFloats(prediction)
    ? { mask, target, prediction }
    : undefined
}

const meanError = (target: Float32Array, prediction: Float32Array, mask: Float32Array): number => {
  let [sum, count] = [0, 0]
  for (let voxel = 0; voxel < mask.length; voxel++)
    if (mask[voxel]! > 0) {
      sum += (prediction[voxel]! - target[voxel]!) ** 2
      count++
    }
  return sum / count
}

/**
 * Fills in hidden positions of the central crop of every test subject, the same ones for all arms:
 * `reconstruction.json`. And for the eye, as the objective itself masks, the middle axial slice of each,
 * `slices/ID.npy`.
 */
export default Effect.fn("reconstruct")(function* (settings: ReconstructSettings) {
  const { device, out, progress, stopping } = yield* CurrentStage
  const test = yield* heldOut(settings.split)
  const volumes = yield* openedVolumes(test)
  const modalities = volumes[0]?.meta.channels ?? []
  const { kind } = settings.pretraining
  const built = yield* build(settings, { channels: modalities.length })
  if (built === undefined)
    return yield* refused(
      kind,
      "reconstructs nothing",
      "leave this arm out of figures and columns of reconstructions",
    )
  const { encoder, model, context, program: shown } = built
  const { hiding } = model
  if (hiding === undefined)
    return yield* refused(
      kind,
      "does not say how given positions are hidden, so it cannot be measured as the other arms are",
      "give its model `hiding`",
    )
  const [depth, height, width] = encoder.crop
  const [gridDepth, gridHeight, gridWidth] = encoder.grid
  const draws = Array.from({ length: evaluationMask.draws }, (_, draw) =>
    hiding(
      hiddenPositions(gridDepth * gridHeight * gridWidth, random(0, "reconstruct", "hidden", draw)),
    ),
  )
  const evaluation = reconstructionProgram("reconstruction", model, context, draws[0]?.inputs)
  if (evaluation === undefined) return
  const weights = yield* objectiveWeights
  const steps = (1 + 2 * draws.length) * volumes.length
  let step = 0
  const cropOf = (volume: Volume) =>
    readImageCrop(volume, centralOrigin(volume, encoder.crop), encoder.crop)

  const voxels = depth * height * width
  const plane = height * width
  const middle = Math.floor(depth / 2) * plane
  const looking = yield* prepare(shown, device)
  yield* looking.load(weights)
  const drawn = model.draw(random(0, "reconstruct", 0))
  for (const volume of volumes) {
    if (stopping()) return yield* new Stopped({ step })
    const image = yield* cropOf(volume)
    const { reconstruction, masked } = yield* looking.step({ image, ...drawn })
    if (!isFloats(reconstruction) || !isFloats(masked)) continue
    const parts = [image, masked, reconstruction].flatMap((values) =>
      modalities.map((_, channel) =>
        values.subarray(channel * voxels + middle, channel * voxels + middle + plane),
      ),
    )
    const slices = new Float32Array(parts.length * plane)
    for (const [index, part] of parts.entries()) slices.set(part, index * plane)
    yield* writeNpy(
      join(out, "slices", `${volume.meta.id}.npy`),
      "<f4",
      [sliceKinds.length, modalities.length, height, width],
      slices,
    )
    yield* progress({ step: ++step, steps })
  }

  const prepared = yield* prepare(evaluation, device)
  const { flops } = prepared.info
  yield* prepared.load(weights)
  const errors = new Float64Array(volumes.length)
  const shares = new Float64Array(volumes.length)
  for (const { values } of draws) {
    const between = new BetweenSubjects(modalities.length * voxels)
    // Means over subjects first, then each subject's distance from them.
    for (const pass of ["means", "distances"] as const)
      for (const [row, volume] of volumes.entries()) {
        if (stopping()) return yield* new Stopped({ step })
        const image = yield* cropOf(volume)
        const measured = measuredIn(yield* prepared.step({ image, ...values }), image)
        if (measured === undefined) continue
        const { target, prediction, mask } = measured
        if (pass === "means") {
          between.add(target, prediction, mask)
          errors[row]! += meanError(target, prediction, mask) / draws.length
        } else shares[row]! += between.shareOf(prediction) / draws.length
        yield* progress({ step: ++step, steps, ...(flops === undefined ? {} : { flops }) })
      }
  }
  yield* writeJson(out, "reconstruction.json", {
    subjects: test.map(({ id }) => id),
    mse: [...errors],
    varianceRatio: Array.from(shares, (share) => (Number.isFinite(share) ? share : null)),
    modalities,
    plane: [height, width],
  } satisfies ReconstructionFile)
}, Effect.scoped)
