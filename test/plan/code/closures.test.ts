import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Closure } from "../../../runtime/plan/code/codeClosure.ts"
import { changedKinds, environment, planOf, threeArms } from "../study.ts"
import { builtInAddresses, closuresWith, pathIn, type Edits } from "./builtIn.ts"

const command = "npx vitest run test/plan/code/closures.test.ts -u"

/** Files of several closures are told once, under the names of all of them. */
const listed = (closures: Readonly<Record<string, Closure>>) => {
  const users = new Map<string, string[]>()
  for (const [name, { files }] of Object.entries(closures))
    for (const file of files) users.set(file, [...(users.get(file) ?? []), name])
  const everywhere = Object.keys(closures).length
  const text = (names: readonly string[]): string => {
    const others = Object.keys(closures).filter((name) => !names.includes(name))
    return others.length < everywhere / 4
      ? ["all", ...(others.length === 0 ? [] : ["but", others.join(", ")])].join(" ")
      : names.join(", ")
  }
  const groups = Map.groupBy(users, ([, names]) => text(names))
  return {
    $comment: `Which files a result depends on, by what is run. Written by: ${command}`,
    counts: Object.fromEntries(
      Object.entries(closures).map(([name, { files, packages }]) => [
        name,
        [`${files.length} files`, ...packages].join(", "),
      ]),
    ),
    files: Object.fromEntries(
      [...groups]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([names, found]) => [names, found.map(([file]) => pathIn(file)).toSorted()]),
    ),
  }
}

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), "utf8")

const edit = (path: string, from: string, to: string): Edits => {
  const text = read(path)
  expect(text).toContain(from)
  return { [path]: text.replace(from, to) }
}

describe("the code of what ships", () => {
  const cacheFile = join(mkdtempSync(join(tmpdir(), "ablate-closures-")), "code")
  let before: Readonly<Record<string, Closure>> = {}
  beforeAll(async () => {
    before = await closuresWith({}, cacheFile)
  }, 60_000)

  afterAll(() => rmSync(dirname(cacheFile), { recursive: true }))

  const moved = async (edits: Edits): Promise<readonly string[]> => {
    const after = await closuresWith(edits, cacheFile)
    return Object.keys(before).filter((name) => before[name]?.hash !== after[name]?.hash)
  }

  /** Kinds of stages of a study whose keys move. */
  const movedKinds = async (edits: Edits) => {
    const plan = (closures: Readonly<Record<string, Closure>>) => {
      const hashes = new Map(
        Object.entries(builtInAddresses).map(([name, address]) => [address, closures[name]?.hash]),
      )
      return planOf([threeArms()], { ...environment, codeHash: (address) => hashes.get(address) })
    }
    return changedKinds(plan(before), plan(await closuresWith(edits, cacheFile)))
  }

  it("reaches the files of the snapshot", async () => {
    const text = `${JSON.stringify(listed(before), null, 2)}\n`
    await expect(
      text,
      `a stage depends on other files than before; look whether it has to, then: ${command}`,
    ).toMatchFileSnapshot("closures.json")
  })

  it("is small where little is done", () => {
    expect(before["stage index"]?.files.length).toBeLessThanOrEqual(10)
  })

  it("reaches no list of definitions", () => {
    const lists = ["dsl/definitions.ts", "dsl/index.ts", "dsl/network.ts", "dsl/mask.ts"]
    for (const [name, { files }] of Object.entries(before)) {
      const own = files.map(pathIn).filter((file) => lists.includes(file))
      expect({ name, own }).toEqual({ name, own: [] })
    }
  })

  it("reads no text for people", () => {
    for (const [name, { readers }] of Object.entries(before))
      expect({ name, readers: readers.map(pathIn) }).toEqual({ name, readers: [] })
  })

  it("counts only packages that compute", () => {
    const counted = new Set(Object.values(before).flatMap(({ packages }) => packages))
    expect([...counted].toSorted()).toEqual(
      expect.arrayContaining(["@tensorflow/tfjs", "nifti-reader-js", "onnxruntime-node"]),
    )
    expect(counted).not.toContain("effect")
  })

  it("moves with a constant, and with it the keys of stages that run it and that follow", async () => {
    const path = "runtime/pretraining/masks/position.ts"
    const edits = edit(path, "left.length, 1,", "left.length, 2,")
    expect(await moved(edits)).toEqual(["mask position"])
    const kinds = ["embed", "finetune", "predict", "pretrain", "probe", "score"]
    expect(await movedKinds(edits)).toEqual(kinds)
    const trained = edit("runtime/training/schedule.ts", "Math.PI", "Math.E")
    expect(await moved(trained)).toEqual([
      "stage pretrain",
      "stage finetune",
      "stage probe",
      "stage classify",
    ])
  })

  it.each([
    ["a network", "dsl/networks/transunet.ts", "3-D TransUNet, encoder only, without", "Without"],
    ["a task", "dsl/tasks/classification.ts", "Trains a classifier", "Learns a classifier"],
    ["a mask", "dsl/masks/patch.ts", "Masks some modalities", "Draws some modalities"],
    ["a default's source", "dsl/masks/modality.ts", "paper III-B-1: one", "III-B-1: one"],
    ["fields of all trainings", "dsl/objectives/trainingFields.ts", "Crops in a step", "Crops"],
    ["a hint", "runtime/stages/pretrain/training.ts", "spread trainingFields", "take"],
  ])("does not move with the doc of %s", async (_, path, from, to) => {
    const edits = edit(path, from, to)
    expect(await moved(edits)).toEqual([])
    expect(await movedKinds(edits)).toEqual([])
  })

  it("does not move with the name of a file", async () => {
    const from = "runtime/nn/layers/positionEmbedding.ts"
    const users = new Set(
      Object.values(before).flatMap(({ files }) =>
        files.map(pathIn).filter((path) => read(path).includes("positionEmbedding.ts")),
      ),
    )
    expect(users.size).toBeGreaterThan(1)
    const edits = Object.fromEntries([
      ...[...users].map((path) => [
        path,
        read(path).replaceAll("positionEmbedding.ts", "embedding/position.ts"),
      ]),
      [
        "runtime/nn/layers/embedding/position.ts",
        read(from).replaceAll(`from "..`, `from "../..`).replaceAll(`from "./`, `from "../`),
      ],
    ])
    expect(await moved(edits)).toEqual([])
    expect(await movedKinds(edits)).toEqual([])
  })

  it("moves the imported objective alone with how a file of weights is read", async () => {
    const path = "runtime/weights/weightsFile.ts"
    expect(await moved({ [path]: `${read(path)}\nexport const one = 1\n` })).toEqual([
      "objective imported",
    ])
  })
})
