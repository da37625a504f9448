import { datasetError, fault, implementDataset, random } from "ablate/implement"
import { Effect } from "effect"
import { blobs } from "./blobs.ts"

const length = 20
const isLarge = (index: number) => index % 2 === 0
const radiusOf = (index: number) => (isLarge(index) ? 6 : 3)

/** One ball: its image in two modalities and its label, z, y, x. */
const draw = (index: number) => {
  const noise = random(1, "blobs", index)
  const centre = [0, 1, 2].map(() => 8 + noise.integer(4))
  const radius = radiusOf(index)
  const voxels = length ** 3
  const image = new Float32Array(2 * voxels)
  const label = new Uint8Array(voxels)
  for (let at = 0; at < voxels; at++) {
    const place = [Math.floor(at / length ** 2), Math.floor(at / length) % length, at % length]
    const square = place.reduce((sum, one, axis) => sum + (one - (centre[axis] ?? 0)) ** 2, 0)
    label[at] = square <= radius ** 2 ? 1 : 0
    for (const channel of [0, 1])
      image[channel * voxels + at] = 1 + 2 * (label[at] ?? 0) + 0.1 * noise.normal()
  }
  return { image, label }
}

export default implementDataset(blobs, {
  index: ({ subjects }) =>
    Effect.succeed(
      Array.from({ length: subjects }, (_, index) => ({
        id: `blob-${10 + index}`,
        patient: `blob-${10 + index}`,
        labels: { large: isLarge(index) ? (1 as const) : (0 as const) },
        values: { radius: radiusOf(index) },
      })),
    ),
  fingerprint: () => Effect.succeed("blobs 1"),
  load: Effect.fnUntraced(function* ({ modalities, subjects }, _environment, id) {
    const index = Number(id.slice(5)) - 10
    if (!(index < subjects))
      return yield* datasetError(fault({ what: "no such ball", where: { subject: id } }))
    return {
      id,
      modalities,
      shape: [length, length, length],
      spacing: [1, 1, 1],
      affine: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
      sources: {},
      ...draw(index),
    }
  }),
})
