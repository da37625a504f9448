import { fault } from "../../../dsl/fault.ts"
import { endianness } from "node:os"
import { Effect } from "effect"
import { noteWritten } from "../../files/written.ts"
import { writeFileAtomically } from "../../files/writeFileAtomically.ts"
import { volumeFiles } from "./files.ts"
import { foregroundOf } from "./foreground.ts"
import type { ExpertLabel } from "../contract.ts"
import type { VolumeMeta } from "./meta.ts"
import { fileError, type DatasetError } from "../faults/datasetError.ts"
import { writing } from "../faults/fileWork.ts"
import { encodeNpyHeader, type NpyType } from "../formats/npy/npy.ts"

/** A subject ready for training. */
export interface PreparedVolume {
  readonly meta: Omit<VolumeMeta, "labelValues" | "expert">
  /** [channel, depth, height, width]. */
  readonly image: Float32Array
  /** [depth, height, width]. */
  readonly label?: Uint8Array
  /** The label before any step. */
  readonly expert?: ExpertLabel
}

const asBytes = (values: Float32Array | Uint8Array | Uint32Array): Uint8Array => {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return endianness() === "LE" || values.BYTES_PER_ELEMENT === 1
    ? bytes
    : Buffer.from(bytes).swap32()
}

const writeParts = (path: string, parts: readonly Uint8Array[]) =>
  Effect.andThen(
    writing(path, () => writeFileAtomically(path, parts)),
    noteWritten(path, parts),
  )

/** Writes a NumPy array file; all of it or nothing. */
export const writeNpy = (
  path: string,
  type: NpyType,
  shape: readonly number[],
  values: Float32Array | Uint8Array | Uint32Array,
): Effect.Effect<void, DatasetError> =>
  writeParts(path, [encodeNpyHeader(type, shape), asBytes(values)])

const misfit = ({ meta, image, label }: PreparedVolume): string | undefined => {
  const voxels = meta.shape.reduce((product, length) => product * length, 1)
  if (voxels > 0xffffffff) return `${voxels} voxels are more than a 32-bit index can tell apart`
  if (image.length !== voxels * meta.channels.length) {
    return `${image.length} values for ${meta.channels.length} channels of ${meta.shape.join(" x ")}`
  }
  return label === undefined || label.length === voxels
    ? undefined
    : `${label.length} label values for ${voxels} voxels`
}

/**
 * Writes `image.npy`, `label.npy`, `foreground.npy`, `expert.npy` and, last, `meta.json` into a folder, each file
 * whole or not at all.
 */
export const writeVolume = Effect.fn("writeVolume")(function* (
  folder: string,
  volume: PreparedVolume,
): Effect.fn.Return<VolumeMeta, DatasetError> {
  const wrong = misfit(volume)
  if (wrong !== undefined) return yield* fileError(folder, fault({ what: wrong }))
  const files = volumeFiles(folder)
  const { meta, image, label, expert } = volume
  const writeLabel = Effect.fnUntraced(function* (values: Uint8Array) {
    const { voxels, values: labelValues } = foregroundOf(values)
    yield* writeNpy(files.label, "|u1", meta.shape, values)
    yield* writeNpy(files.foreground, "<u4", [voxels.length], voxels)
    return { labelValues }
  })
  const writeExpert = Effect.fnUntraced(function* ({ label: values, ...grid }: ExpertLabel) {
    const { voxels, values: labelValues } = foregroundOf(values)
    yield* writeNpy(files.expert, "<u4", [voxels.length], voxels)
    return { expert: { ...grid, labelValues } }
  })
  // The label is looked through while the image is on its way to the disk.
  const [, labelled, drawn] = yield* Effect.all(
    [
      writeNpy(files.image, "<f4", [meta.channels.length, ...meta.shape], image),
      label === undefined ? Effect.succeed({}) : writeLabel(label),
      expert === undefined ? Effect.succeed({}) : writeExpert(expert),
    ],
    { concurrency: 2 },
  )
  const whole: VolumeMeta = { ...meta, ...labelled, ...drawn }
  yield* writeParts(files.meta, [Buffer.from(`${JSON.stringify(whole, null, 2)}\n`)])
  return whole
})
