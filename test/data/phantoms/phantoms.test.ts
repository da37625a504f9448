import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { brats2023, cifar10, lung, picai } from "../../../dsl/index.ts"
import brats2023Files from "../../../runtime/data/datasets/brats2023/implementation.ts"
import cifar10Files from "../../../runtime/data/datasets/cifar10/implementation.ts"
import lungFiles from "../../../runtime/data/datasets/lung/implementation.ts"
import { phantomSubject } from "../../../runtime/data/datasets/phantom/subject.ts"
import picaiFiles from "../../../runtime/data/datasets/picai/implementation.ts"
import { phantomLayouts } from "../../../runtime/data/phantoms/layouts.ts"
import { prostate } from "../../../runtime/data/phantoms/prostate.ts"
import { writePhantoms } from "../../../runtime/data/phantoms/write.ts"
import { temporaryFolder } from "../testData.ts"

const folder = temporaryFolder()
const size = [12, 24, 20] as const
const set = { size, subjects: 3, seed: 5 }
const voxels = 12 * 24 * 20

const written = async (layout: keyof typeof phantomLayouts, name: string): Promise<string> => {
  const root = join(folder, name)
  await Effect.runPromise(writePhantoms(root, phantomLayouts[layout], set))
  return root
}

const valuesIn = (label: Uint8Array | undefined): readonly number[] =>
  [...new Set(label)].toSorted((a, b) => a - b)

/** Bytes of every file, by path. */
const contents = (root: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length), readFileSync(path, "base64")] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

describe("phantoms as files", () => {
  it("of BraTS2023 are read as the brains that phantom() makes, in thousandths", async () => {
    const root = await written("brats", "brats")
    const idh = { csv: `${root}/labels.csv`, id: "ID", column: "IDH", negative: "wildtype" }
    const grade = { ...idh, column: "Grade", negative: "HGG", positive: "LGG" }
    const dataset = brats2023({ root, labels: { idh: { ...idh, positive: "mutant" }, grade } })
    const subjects = await Effect.runPromise(brats2023Files.index(dataset, {}))
    expect(subjects.map(({ labels }) => labels["idh"])).toEqual([0, 1, 0])
    expect(subjects.map(({ labels }) => labels["grade"])).toEqual([0, 1, 0])
    const [first] = subjects
    const read = await Effect.runPromise(brats2023Files.load(dataset, {}, first?.id ?? ""))
    const candidates = Array.from({ length: 8 }, (_, index) =>
      phantomSubject({ size, seed: 5, index }),
    )
    const made = candidates.find(({ subtype }) => subtype === 0)
    expect(read.shape).toEqual(size)
    expect(read.image).toEqual(made?.image.map((value) => Math.round(1000 * value)))
    expect(read.label).toEqual(made?.label)
  })

  it("of PI-CAI have zones on T2W's grid, coarser ADC and HBV there, and grades", async () => {
    const root = await written("picai", "picai")
    const dataset = picai({ images: root, labels: join(root, "picai_labels") })
    const subjects = await Effect.runPromise(picaiFiles.index(dataset, {}))
    expect(subjects.map(({ id }) => id)).toEqual([
      "10000_1000000",
      "10001_1000001",
      "10002_1000002",
    ])
    expect(subjects.map(({ labels }) => labels["csPCa"])).toEqual([0, 1, 0])
    const read = await Effect.runPromise(picaiFiles.load(dataset, {}, "10001_1000001"))
    expect(read.shape).toEqual(size)
    expect(read.spacing).toEqual([3, 0.5, 0.5])
    expect(valuesIn(read.label)).toEqual([0, 1, 2])
    const [t2w, adc] = [0, 1].map((at) => read.image.subarray(at * voxels, (at + 1) * voxels))
    // The gland lies at one place in both: it is brighter than what is around in T2W and in ADC.
    for (const image of [t2w, adc]) {
      const mean = (zones: readonly number[]): number => {
        const own = [...(image ?? [])].filter((_, at) => zones.includes(read.label?.[at] ?? -1))
        return own.reduce((sum, value) => sum + value, 0) / own.length
      }
      expect(mean([1, 2])).toBeGreaterThan(1.2 * mean([0]))
    }
  })

  it("of PI-CAI show cancer from grade 2 on: dark in ADC, bright at the high b-value", () => {
    const [benign, cancer] = [1, 4].map((grade) => prostate(0, 0, grade, [16, 48, 48]))
    expect(cancer?.zones).toEqual(benign?.zones)
    const darker = [...(cancer?.adc ?? [])].filter(
      (value, at) => (cancer?.zones[at] ?? 0) > 0 && value < (benign?.adc[at] ?? 0) - 0.3,
    )
    const brighter = [...(cancer?.hbv ?? [])].filter(
      (value, at) => value > (benign?.hbv[at] ?? 0) + 0.3,
    )
    expect(darker.length).toBeGreaterThan(20)
    expect(brighter.length).toBeGreaterThan(20)
  })

  it("of lung gas MRI have more defects in the diseased", async () => {
    const root = await written("lung", "lung")
    const dataset = lung({ root, csv: join(root, "labels.csv") })
    const subjects = await Effect.runPromise(lungFiles.index(dataset, {}))
    expect(subjects.map(({ labels }) => labels["diseased"])).toEqual([0, 1, 0])
    const shares = await Promise.all(
      subjects.map(async ({ id }) => {
        const { label } = await Effect.runPromise(lungFiles.load(dataset, {}, id))
        expect(valuesIn(label)).toEqual([0, 1, 2])
        const [cavity, defect] = [1, 2].map((least) => label?.filter((value) => value >= least))
        return (defect?.length ?? 0) / (cavity?.length ?? 1)
      }),
    )
    expect(Math.max(shares[0] ?? 1, shares[2] ?? 1)).toBeLessThan(0.05)
    expect(shares[1]).toBeGreaterThan(0.1)
  })

  it("of CIFAR-10 are the first records of files of its length", async () => {
    const root = await written("cifar10", "cifar10")
    // Three subjects: one in each of the six files.
    const dataset = cifar10({ root, imagesPerFile: 1 })
    const subjects = await Effect.runPromise(cifar10Files.index(dataset, {}))
    expect(subjects).toHaveLength(6)
    const [one, other] = await Promise.all(
      subjects.slice(0, 2).map(({ id }) => Effect.runPromise(cifar10Files.load(dataset, {}, id))),
    )
    expect(one?.shape).toEqual([1, 32, 32])
    expect(new Set(one?.image).size).toBeGreaterThan(20)
    expect(one?.image).not.toEqual(other?.image)
  })

  it.each(["brats", "picai", "lung"] as const)("of %s are the same bytes again", async (layout) => {
    const [one, other] = [
      await written(layout, `${layout}-1`),
      await written(layout, `${layout}-2`),
    ]
    expect(contents(one)).toEqual(contents(other))
    expect(contents(one).size).toBeGreaterThan(9)
  })

  it("are not written over what is there", async () => {
    const root = join(folder, "held")
    mkdirSync(root)
    writeFileSync(join(root, "notes.txt"), "mine")
    const made = await Effect.runPromise(Effect.flip(writePhantoms(root, phantomLayouts.lung, set)))
    expect(made.faults).toMatchObject([
      { what: "the folder holds notes.txt", where: { file: root } },
    ])
    expect(readdirSync(root)).toEqual(["notes.txt"])
    expect(readdirSync(folder).filter((name) => name.startsWith("held"))).toEqual(["held"])
  })

  it("are told of where a file stands in the way", async () => {
    const file = join(folder, "file")
    writeFileSync(file, "")
    const inside = join(file, "set")
    const made = await Effect.runPromise(
      Effect.flip(writePhantoms(inside, phantomLayouts.lung, set)),
    )
    expect(made.faults).toMatchObject([{ where: { file: inside } }])
  })
})
