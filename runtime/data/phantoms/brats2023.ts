import { MODALITIES } from "../datasets/phantom/contrast.ts"
import { phantomSubject, phantomSubtype } from "../datasets/phantom/subject.ts"
import { fileNames } from "../datasets/brats2023/layout.ts"
import {
  csvText,
  imageOf,
  scanned,
  type PhantomFile,
  type PhantomLayout,
  type PhantomSet,
} from "./layout.ts"

const idOf = (index: number): string => `BraTS-GLI-${String(index).padStart(5, "0")}-000`

/** The generator's subjects of which every other one has the class, so that a few have both. */
const alternating = ({ subjects, seed }: PhantomSet): readonly number[] => {
  const queues: readonly [number[], number[]] = [[], []]
  const needed = [Math.ceil(subjects / 2), Math.floor(subjects / 2)] as const
  for (let index = 0; queues[0].length < needed[0] || queues[1].length < needed[1]; index++)
    queues[phantomSubtype({ seed, index })].push(index)
  return Array.from({ length: subjects }, (_, at) => queues[at % 2 === 0 ? 0 : 1][at >> 1] ?? 0)
}

function* files(set: PhantomSet): Generator<PhantomFile> {
  const { size, seed } = set
  const indices = alternating(set)
  const classes = indices.map((index, at) => [
    idOf(at),
    ...(phantomSubtype({ seed, index }) === 1 ? ["mutant", "LGG"] : ["wildtype", "HGG"]),
  ])
  yield { path: "labels.csv", text: csvText([["ID", "IDH", "Grade"], ...classes]) }
  for (const [at, index] of indices.entries()) {
    const id = idOf(at)
    const { image, label } = phantomSubject({ size, seed, index })
    const voxels = label.length
    const path = (part: (typeof MODALITIES)[number] | "seg"): string =>
      `${id}/${fileNames(id, part, "2023")[0]}`
    for (const [channel, modality] of MODALITIES.entries()) {
      const values = image.subarray(channel * voxels, (channel + 1) * voxels)
      yield { path: path(modality), image: imageOf(scanned(values, 1000), size, [1, 1, 1]) }
    }
    yield { path: path("seg"), image: imageOf(label, size, [1, 1, 1]) }
  }
}

/** BraTS2023-GLI with the brains of `phantom()`, and a table of classes: IDH, and the grade that goes with it. */
export const brats2023: PhantomLayout = {
  size: [64, 64, 64],
  files,
  dataset: (folder) =>
    `brats2023({ root: ${JSON.stringify(folder)}, labels: { idh: { csv: ${JSON.stringify(`${folder}/labels.csv`)}, id: "ID", column: "IDH", negative: "wildtype", positive: "mutant" } }, split: { test: 0.25, seed: 0 } })`,
}
