import {
  csvText,
  imageOf,
  scanned,
  type PhantomFile,
  type PhantomLayout,
  type PhantomSet,
} from "./layout.ts"
import { thorax } from "./thorax.ts"

/** mm, x first. */
const SPACING = [4, 4, 8] as const

const idOf = (index: number): string => `lung-${String(index).padStart(4, "0")}`

/** Every other subject is ill. */
const isDiseased = (index: number): boolean => index % 2 === 1

function* files({ size, subjects, seed }: PhantomSet): Generator<PhantomFile> {
  const all = Array.from({ length: subjects }, (_, index) => index)
  yield {
    path: "labels.csv",
    text: csvText([
      ["subject", "diagnosis"],
      ...all.map((index) => [idOf(index), isDiseased(index) ? "diseased" : "healthy"]),
    ]),
  }
  for (const index of all) {
    const { proton, xenon, cavity, defect } = thorax(seed, index, isDiseased(index), size)
    const images = { proton: scanned(proton, 1000), xenon: scanned(xenon, 1000), cavity, defect }
    for (const [name, data] of Object.entries(images))
      yield { path: `${idOf(index)}/${name}.nii.gz`, image: imageOf(data, size, SPACING) }
  }
}

/** Lung gas MRI: a folder a subject, and the table of diagnoses. */
export const lung: PhantomLayout = {
  size: [24, 96, 96],
  files,
  dataset: (folder) =>
    `lung({ root: ${JSON.stringify(folder)}, csv: ${JSON.stringify(`${folder}/labels.csv`)}, split: { test: 0.25, seed: 0 } })`,
}
