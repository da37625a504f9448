import { join } from "node:path"
import { Effect } from "effect"
import { readImageCrop } from "../../data/volume/crop.ts"
import { writeNpy } from "../../data/volume/write.ts"
import { prepare } from "../../engine/index.ts"
import { Faulty } from "../../faults/faulty.ts"
import { BetweenSubjects } from "./varianceRatio.ts"
import { random } from "../../random/random.ts"
import { centralOrigin } from "../../training/cropOrigin.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import { draws, sliceKinds, type ReconstructionFile } from "./artifact.ts"
import { Stopped } from "../../current/stopped.ts"
import { heldOut, openedVolumes } from "../subjects.ts"
import { readWeights } from "../trained.ts"
import build from "./program.ts"
import type { ReconstructSettings } from "./record.ts"
import { fault } from "../../../dsl/fault.ts"

/**
 * Fills in the masked cells of the central crop of every test subject: `reconstruction.json`, and
 * the middle axial slice of each under the first draw, `slices/ID.npy`.
 */
export default Effect.fn("reconstruct")(function* (settings: ReconstructSettings) {
  const { device, out, progress, stopping } = yield* CurrentStage
  const test = yield* heldOut(settings.split)
  const volumes = yield* openedVolumes(test)
  const modalities = volumes[0]?.meta.channels ?? []
  const built = yield* build(settings, { channels: modalities.length })
  if (built === undefined)
    return yield* new Faulty({
      faults: [
        fault({
          what: `${settings.pretraining.kind} reconstructs nothing`,
          where: { field: "pretraining" },
          hint: "leave this arm out of figures and columns of reconstructions",
        }),
      ],
    })
  const { encoder, model, program } = built
  const prepared = yield* prepare(program, device)
  const { flops } = prepared.info
  const weights = yield* readWeights("pretrain", "model.safetensors")
  yield* prepared.load(weights)

  const [depth, height, width] = encoder.crop
  const voxels = depth * height * width
  const plane = height * width
  const middle = Math.floor(depth / 2) * plane
  const errors = volumes.map(() => ({ sum: 0, count: 0 }))
  const ratios: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    const drawn = model.draw(random(0, "reconstruct", draw))
    const between = new BetweenSubjects(modalities.length * voxels)
    for (const [row, volume] of volumes.entries()) {
      if (stopping()) return yield* new Stopped({ step: draw })
      const image = yield* readImageCrop(volume, centralOrigin(volume, encoder.crop), encoder.crop)
      const { reconstruction, masked, mask } = yield* prepared.step({ image, ...drawn })
      if (
        !(
          reconstruction instanceof Float32Array &&
          masked instanceof Float32Array &&
          mask instanceof Float32Array
        )
      )
        continue
      between.add(image, reconstruction, mask)
      const error = errors[row]!
      for (let voxel = 0; voxel < mask.length; voxel++)
        if (mask[voxel]! > 0) {
          error.sum += (reconstruction[voxel]! - image[voxel]!) ** 2
          error.count++
        }
      if (draw === 0) {
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
      }
      yield* progress({
        step: draw * volumes.length + row + 1,
        steps: draws * volumes.length,
        ...(flops === undefined ? {} : { flops }),
      })
    }
    ratios.push(between.ratio)
  }
  const ratio = ratios.reduce((sum, one) => sum + one, 0) / draws
  yield* writeJson(out, "reconstruction.json", {
    subjects: test.map(({ id }) => id),
    mse: errors.map(({ sum, count }) => sum / count),
    varianceRatio: Number.isFinite(ratio) ? ratio : null,
    draws,
    modalities,
    plane: [height, width],
  } satisfies ReconstructionFile)
}, Effect.scoped)
