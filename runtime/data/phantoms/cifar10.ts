import { cifar10Definition } from "../../../dsl/datasets/cifar10.ts"
import { random, type Random } from "../../random/random.ts"
import {
  batches,
  CLASS_FILE,
  PLANES,
  RECORD_BYTES,
  RECORDS,
  SIDE,
} from "../datasets/cifar10/layout.ts"
import type { PhantomFile, PhantomLayout, PhantomSet } from "./layout.ts"

const classes = Object.keys(cifar10Definition({ root: "" }).labels)

/** Images of each file, of so many of all six. */
const imagesPerFile = (subjects: number): number => Math.ceil(subjects / batches.length)

const side = Array.from({ length: SIDE }, (_, at) => at)

/** A disc of one colour before a background that shades into another, with noise: bytes of a record. */
const picture = (draw: Random, label: number): readonly number[] => {
  const [x, y] = [draw.uniform(8, 24), draw.uniform(8, 24)]
  const radius = draw.uniform(4, 12)
  const colours = PLANES.map(() => [draw.uniform(), draw.uniform(), draw.uniform()] as const)
  const noise = draw.at("noise")
  const pixels = colours.flatMap(([above, below, object]) =>
    side.flatMap((row) =>
      side.map((column) => {
        const shade = above + ((below - above) * row) / (SIDE - 1)
        const value = Math.hypot(column - x, row - y) < radius ? object : shade
        return Math.round(255 * Math.min(1, Math.max(0, value + 0.03 * noise.normal())))
      }),
    ),
  )
  return [label, ...pixels]
}

function* files({ subjects, seed }: PhantomSet): Generator<PhantomFile> {
  yield { path: CLASS_FILE, text: `${classes.join("\n")}\n\n` }
  for (const { file } of batches) {
    const records = Array.from({ length: imagesPerFile(subjects) }, (_, at) =>
      picture(random(seed, "phantom cifar10", file, at), at % classes.length),
    )
    yield {
      path: file,
      bytes: Uint8Array.from(records.flat()),
      length: RECORDS * RECORD_BYTES,
    }
  }
}

/** CIFAR-10: pictures of discs in the first records of its six files, which have their full length. */
export const cifar10: PhantomLayout = {
  size: [1, SIDE, SIDE],
  hasFixedSize: true,
  files,
  dataset: (folder, { subjects }) =>
    `cifar10({ root: ${JSON.stringify(folder)}, imagesPerFile: ${imagesPerFile(subjects)} })`,
}
