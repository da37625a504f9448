import { closeSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import { builtIn } from "../../../../dsl/definitions.ts"
import { componentChecker } from "../../../../dsl/fieldFaults.ts"
import { cifar10 } from "../../../../dsl/index.ts"
import implementation from "../../../../runtime/data/datasets/cifar10/implementation.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { splitSubjects } from "../../../../runtime/data/cohort/split.ts"
import { temporaryFolder } from "../../testData.ts"
import { classNames, writeCifar10, type Byte } from "./writeCifar10.ts"

const folder = temporaryFolder()
const root = join(folder, "cifar")
const environment = { CIFAR10: root }
const dataset = cifar10({ root: "$CIFAR10", imagesPerFile: 3 })

/** Tells the axes apart: no two of plane, row and column can be exchanged. */
const byte: Byte = ({ test, number }, plane, row, column) =>
  (number + (test ? 100 : 0) + 50 * plane + 3 * row + column) % 256

const patch = (file: string, bytes: readonly number[], at: number) => {
  const descriptor = openSync(join(root, file), "r+")
  writeSync(descriptor, Uint8Array.from(bytes), 0, bytes.length, at)
  closeSync(descriptor)
}
const index = (of = dataset) => Effect.runPromise(implementation.index(of, environment))
const faults = async () =>
  (await Effect.runPromise(Effect.flip(implementation.index(dataset, environment)))).faults

beforeEach(() => writeCifar10(root, 3, byte))

describe("cifar10()", () => {
  it("lists the first images of each file, with their class against the others", async () => {
    const subjects = await index()
    expect(subjects.map(({ id }) => id)).toEqual([
      "test-00000",
      "test-00001",
      "test-00002",
      ...[0, 1, 2, 3, 4].flatMap((batch) => [0, 1, 2].map((at) => `train-${batch}000${at}`)),
    ])
    const second = subjects.find(({ id }) => id === "train-30001")
    expect(Object.entries(second?.labels ?? {}).filter(([, value]) => value === 1)).toEqual([
      ["automobile", 1],
    ])
    expect(Object.keys(second?.labels ?? {})).toEqual(classNames.trim().split("\n"))
  })

  it.each([1, 3, 10000])("holds out test_batch.bin and no other, of %i a file", async (images) => {
    const of = cifar10({ root: "$CIFAR10", imagesPerFile: images })
    const { train, validation, test } = Result.getOrThrow(splitSubjects(await index(of), of.split))
    expect([train.length, validation.length, test.length]).toEqual([5 * images, 0, images])
    expect(train.every(({ id }) => id.startsWith("train-"))).toBe(true)
    expect(test.every(({ id }) => id.startsWith("test-"))).toBe(true)
  })

  it.each([
    ["train-00000", false, 0],
    ["train-20002", false, 20002],
    ["train-40001", false, 40001],
    ["test-00002", true, 2],
  ])("reads the planes of %s, row by row, over 255", async (id, test, number) => {
    const subject = await Effect.runPromise(implementation.load(dataset, environment, id))
    expect(subject.modalities).toEqual(["red", "green", "blue"])
    expect(subject.shape).toEqual([1, 32, 32])
    const expected = new Float32Array(3 * 32 * 32)
    for (let plane = 0; plane < 3; plane++)
      for (let row = 0; row < 32; row++)
        for (let column = 0; column < 32; column++)
          expected[(plane * 32 + row) * 32 + column] =
            byte({ test, number }, plane, row, column) / 255
    expect(subject.image).toEqual(expected)
    const prepared = Result.getOrThrow(preprocess(subject, dataset.preprocessing))
    expect(prepared.image).toEqual(expected)
  })

  it("reads the channels asked for, in their order", async () => {
    const of = { ...dataset, modalities: ["blue", "red"] as const }
    const { image } = await Effect.runPromise(implementation.load(of, environment, "train-00001"))
    const first = [2, 0].map((plane) =>
      Math.fround(byte({ test: false, number: 1 }, plane, 0, 0) / 255),
    )
    expect([image[0], image[1024], image.length]).toEqual([...first, 2048])
  })

  it.each(["train-00003", "train-50000", "test-10000", "dog"])("has no %s", async (id) => {
    const error = await Effect.runPromise(
      Effect.flip(implementation.load(dataset, environment, id)),
    )
    expect(error.faults).toMatchObject([{ what: "no such subject", where: { subject: id } }])
  })

  it("tells of everything that is wrong with the files at once", async () => {
    rmSync(join(root, "data_batch_1.bin"))
    truncateSync(join(root, "data_batch_2.bin"), 3073 * 7)
    truncateSync(join(root, "data_batch_3.bin"), 3073 * 10000 - 1)
    patch("data_batch_4.bin", [10], 3073 * 5)
    patch("data_batch_4.bin", [255], 3073 * 9999)
    truncateSync(join(root, "test_batch.bin"), 3073 * 10001)
    patch("test_batch.bin", [77], 3073 * 10000)
    writeFileSync(join(root, "batches.meta.txt"), classNames.replace("cat\ndeer", "deer\ncat"))
    const at = (file: string) => ({ file: join(root, file) })
    expect(await faults()).toMatchObject([
      { what: "no such file or folder", where: at("data_batch_1.bin") },
      { what: "21511 bytes: 7 records of 3073 bytes", where: at("data_batch_2.bin") },
      {
        what: "30729999 bytes: 9999 records of 3073 bytes and 3072 bytes more",
        where: at("data_batch_3.bin"),
        expected: "30730000 bytes: 10000 records",
      },
      {
        what: "labels that are no class: 2, the first, 10, in record 5 at byte 15365",
        where: at("data_batch_4.bin"),
        expected: "0 to 9",
      },
      { what: "30733073 bytes: 10001 records of 3073 bytes", where: at("test_batch.bin") },
      {
        what: "labels that are no class: 1, the first, 77, in record 10000 at byte 30730000",
        where: at("test_batch.bin"),
      },
      {
        what: expect.stringMatching(/^the classes are airplane, automobile, bird, deer, cat, dog/),
        where: at("batches.meta.txt"),
      },
    ])
  })

  it("has a fingerprint that changes with a byte of an image, and not with the root", async () => {
    const cacheFile = join(folder, "cache.json")
    const now = (at: string, cache: string) =>
      Effect.runPromise(implementation.fingerprint(dataset, { CIFAR10: at }, cache))
    const before = await now(root, cacheFile)
    const copy = join(folder, "copy")
    writeCifar10(copy, 3, byte)
    expect(await now(copy, cacheFile)).toBe(before)
    patch("data_batch_5.bin", [1], 3073 * 9999 + 3072)
    expect(await now(root, join(folder, "other.json"))).not.toBe(before)
  })

  it("refuses another split than that of the files, and more images than a file has", () => {
    const asked = { ...dataset, imagesPerFile: 10001, split: { test: 0.5, seed: 0 } }
    expect(componentChecker(builtIn).component(dataset, "")).toEqual([])
    expect(
      componentChecker(builtIn)
        .component(asked, "")
        .map(({ where }) => where.field),
    ).toEqual(["imagesPerFile", "split.test"])
  })
})
