import { join } from "node:path"
import { Effect } from "effect"
import { brats2023 } from "../../../dsl/datasets/brats2023.ts"
import type { DatasetImplementation } from "../../../runtime/data/contract.ts"
import { readNifti } from "../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../runtime/data/formats/nifti/write.ts"
import { preprocess } from "../../../runtime/data/transforms/preprocess.ts"
import { detachBuffers } from "../../../runtime/files/detachBuffers.ts"
import { readImageCrop, type Voxels } from "../../../runtime/data/volume/crop.ts"
import { openVolume } from "../../../runtime/data/volume/open.ts"
import { writeNpy, writeVolume } from "../../../runtime/data/volume/write.ts"
import { loadAs } from "../../../runtime/implementations/implementation.ts"
import type { Case, Setting } from "../case.ts"
import { cohort, fileOf, grid } from "../dataMasks.ts"

const subject = "BraTS-GLI-00053-000"
const parts = ["t1n", "t1c", "t2w", "t2f"]

/** Reads the four modalities, as they are or unpacked. */
const reading = (packed: boolean) =>
  Effect.fnUntraced(function* ({ folder }: Setting) {
    const paths = parts.map((part) => join(folder, packed ? `${part}.nii.gz` : `${part}.nii`))
    for (const [i, part] of parts.entries()) {
      const image = yield* readNifti(yield* fileOf(subject, part))
      yield* writeNifti(paths[i]!, { data: image.data, shape: image.shape, like: image })
      detachBuffers(image.data)
    }
    return {
      times: {},
      step: Effect.fnUntraced(function* () {
        // Two at a time, as the loader of BraTS does.
        const images = yield* Effect.forEach(paths, (path) => readNifti(path), { concurrency: 2 })
        const middle = images.map(({ data }) => data[data.length >> 1]!)
        detachBuffers(...images.map(({ data }) => data))
        return { middle }
      }),
    }
  })

const preprocessing = Effect.fnUntraced(function* ({ folder }: Setting) {
  const dataset = brats2023({ root: cohort })
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["load"])
  const made = join(folder, "ours")
  return {
    times: {},
    step: Effect.fnUntraced(function* () {
      const raw = yield* implementation.load(dataset, process.env, subject)
      const prepared = yield* Effect.fromResult(preprocess(raw, undefined, "taken"))
      const { shape, original } = yield* writeVolume(made, prepared)
      const middle = prepared.image[prepared.image.length >> 1]!
      detachBuffers(raw.image, prepared.image)
      return { shape, origin: original.origin, middle: [middle] }
    }),
  }
})

/** Crops of 96 voxels an edge at these places, one after another. */
const origins: readonly Voxels[] = [
  [0, 0, 0],
  [20, 30, 40],
  [59, 144, 144],
  [31, 77, 101],
  [10, 120, 3],
  [44, 13, 90],
  [58, 60, 70],
  [29, 143, 50],
]
const edge: Voxels = [96, 96, 96]

/** Voxels that count up: made without litter that would count among the memory of a step. */
const ramp = (length: number): Float32Array => {
  const voxels = new Float32Array(length)
  for (let voxel = 0; voxel < length; voxel++) voxels[voxel] = voxel
  return voxels
}

const cropping = Effect.fnUntraced(function* ({ folder }: Setting) {
  const channels = [...parts]
  const prepared = {
    meta: {
      id: "ramp",
      channels,
      shape: grid,
      spacing: [1, 1, 1] as const,
      affine: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ] as const,
      original: { shape: grid, origin: [0, 0, 0] as const },
      sources: {},
    },
    image: ramp(channels.length * grid[0] * grid[1] * grid[2]),
  }
  yield* writeVolume(folder, prepared)
  detachBuffers(prepared.image)
  yield* writeNpy(
    join(folder, "origins.npy"),
    "<u4",
    [origins.length, 3],
    Uint32Array.from(origins.flat()),
  )
  const volume = yield* openVolume(folder)
  return {
    times: {},
    step: Effect.fnUntraced(function* () {
      const middle: number[] = []
      for (const origin of origins) {
        const crop = yield* readImageCrop(volume, origin, edge)
        middle.push(crop[crop.length >> 1]!)
        detachBuffers(crop)
      }
      return { middle }
    }),
  }
})

const common = { theirs: "dataFiles", warmup: 2, steps: 9, goal: 1 } as const

export const cases: readonly Case[] = [
  {
    ...common,
    name: "nifti-gz",
    title: "Reading 4 modalities, .nii.gz",
    ours: reading(true),
    options: () => ({ do: "read", ending: ".nii.gz" }),
    tolerance: 1e-6,
    note: "nibabel, np.asanyarray(dataobj)",
  },
  {
    ...common,
    name: "nifti",
    title: "Reading 4 modalities, .nii",
    ours: reading(false),
    options: () => ({ do: "read", ending: ".nii" }),
    tolerance: 1e-6,
    note: "nibabel, np.array(dataobj): read, not only mapped",
  },
  {
    ...common,
    name: "preprocess",
    title: "One BraTS2023 subject from .nii.gz to .npy",
    ours: preprocessing,
    options: () => ({ do: "preprocess", folder: join(cohort, subject), id: subject, parts }),
    tolerance: 1e-4,
    note: "nibabel and NumPy; each file fsynced, as ours",
  },
  {
    ...common,
    name: "crops",
    title: "8 crops of 96³ x 4 from .npy",
    ours: cropping,
    options: () => ({ do: "crop", edge: 96 }),
    tolerance: 0,
    note: "NumPy memmap, copied",
  },
]
