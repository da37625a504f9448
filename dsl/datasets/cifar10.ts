import { Schema } from "effect"
import { defineDataset, type Dataset } from "../dataset.ts"
import { defaulted, required } from "../field.ts"
import { Preprocessing, type PreprocessingStep } from "../preprocessing.ts"

const modalities = ["red", "green", "blue"] as const

/** Images have no label volume. */
const regions = {} as const

/** The byte that each class has in the files, in the order of `batches.meta.txt`. */
const labels = {
  airplane: 0,
  automobile: 1,
  bird: 2,
  cat: 3,
  deer: 4,
  dog: 5,
  frog: 6,
  horse: 7,
  ship: 8,
  truck: 9,
} as const

/** One of six files is for the test. */
const split = { test: 1 / 6, seed: 0 } as const

const preprocessing = [] as const satisfies readonly PreprocessingStep[]

export const cifar10Definition = defineDataset({
  kind: "cifar10",
  doc: "CIFAR-10, binary version: natural images of ten classes, 32 x 32, red, green and blue.",
  implementation: "ablate:data/datasets/cifar10/implementation",
  fields: {
    root: required(
      Schema.NonEmptyString,
      "Folder of data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt; `$NAME` is read from the environment.",
    ),
    imagesPerFile: defaulted(
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10000 })),
      10000,
      "Images taken of each of the six files, the first ones.",
      "all of them; the files are in random order",
    ),
    modalities: defaulted(
      Schema.Array(Schema.Literals(modalities)),
      modalities,
      "Image channels, in order.",
      "order of the planes of a record",
    ),
    regions: defaulted(
      Schema.Record(Schema.String, Schema.Array(Schema.Int)),
      regions,
      "Named sets of label values.",
      "none: images have a class, no label volume",
    ),
    labels: defaulted(
      Schema.Record(Schema.String, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))),
      labels,
      "Classes by subject, each against the other nine: 1 where the label byte is the one given.",
      "batches.meta.txt",
    ),
    preprocessing: defaulted(
      Preprocessing,
      preprocessing,
      "Steps from the images, bytes over 255, to the network's, in order.",
      "torchvision ToTensor: [0, 1]; the paper names none",
    ),
    split: defaulted(
      Schema.Struct({ test: Schema.Literal(split.test), seed: Schema.Literal(split.seed) }),
      split,
      "The sixth that is held out: test_batch.bin, whatever the seed.",
      "the files: five train, one test",
    ),
  },
})

export interface Cifar10 extends Dataset<(typeof modalities)[number], never, keyof typeof labels> {
  readonly kind: "cifar10"
  readonly root: string
  readonly imagesPerFile: number
  readonly labels: typeof labels
  readonly preprocessing: readonly PreprocessingStep[]
  readonly split: typeof split
}

interface Options {
  readonly root: string
  readonly imagesPerFile?: number
  readonly preprocessing?: readonly PreprocessingStep<(typeof modalities)[number]>[]
}

/** CIFAR-10 under `root`, divided as its files are; volumes of 1 x 32 x 32. */
export const cifar10 = (options: Options): Cifar10 => ({
  ...cifar10Definition(options),
  kind: "cifar10",
  modalities,
  regions,
  labels,
  split,
})
