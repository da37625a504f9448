import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { volumes, type Exclude } from "../../../../dsl/index.ts"
import { volumesDefinition } from "../../../../dsl/datasets/volumes.ts"
import { builtIn } from "../../../../dsl/definitions.ts"
import { componentChecker } from "../../../../dsl/fieldFaults.ts"
import implementation from "../../../../runtime/data/datasets/volumes/implementation.ts"
import { temporaryFolder } from "../../testData.ts"

const root = temporaryFolder()
beforeAll(() => {
  for (const id of ["a-1", "a-2", "b-1"]) {
    mkdirSync(join(root, id))
    // Listing opens no image.
    writeFileSync(join(root, id, "t1.nii"), "")
  }
  writeFileSync(join(root, "a-2", "t2.nii"), "")
  writeFileSync(join(root, "b-1", "t2.nii"), "")
  writeFileSync(join(root, "classes.csv"), "id,c\na-1,unclear\na-2,no\nb-1,yes\n")
})

const declared = (exclude?: Exclude) =>
  volumes({
    root,
    modalities: { t1: "{id}/t1.nii", t2: "{id}/t2.nii" },
    labels: {
      c: { csv: join(root, "classes.csv"), id: "id", column: "c", negative: "no", positive: "yes" },
    },
    ...(exclude === undefined ? {} : { exclude }),
  })
const listed = (exclude?: Exclude) => Effect.runPromise(implementation.index(declared(exclude), {}))
const refused = async (exclude?: Exclude) =>
  (await Effect.runPromise(Effect.flip(implementation.index(declared(exclude), {})))).faults

it.each([
  ["capitals", "a-3", "A-3"],
  ["blanks", "a-3", "a-3 "],
  ["hidden signs", "a-3", "a\u2060-3"],
  ["how accents are written", "\u00e4-3", "a\u0308-3"],
])("subjects whose names differ in %s alone are told", async (difference, ...ids) => {
  const folder = join(root, "alike", difference)
  for (const id of ids) {
    mkdirSync(join(folder, id), { recursive: true })
    writeFileSync(join(folder, id, "t1.nii"), "")
  }
  const dataset = volumes({ root: folder, modalities: { t1: "{id}/t1.nii" } })
  const { faults } = await Effect.runPromise(Effect.flip(implementation.index(dataset, {})))
  expect(faults).toHaveLength(1)
  expect(faults[0]?.what).toContain("alone")
})

const faultsOf = async (folder: string, t1: string) => {
  const dataset = volumes({ root: folder, modalities: { t1 } })
  return (await Effect.runPromise(Effect.flip(implementation.index(dataset, {})))).faults
}

it.each([
  ["{ID}/t1.nii", /does not say where the subject's name stands/, /small letters/],
  ["a-1/t1.nii", /does not say where the subject's name stands/, /small letters/],
  ["{id}/t?.nii", /no file is as/, /\{id\} and \* alone stand for other texts/],
  ["{id}/{t1,t2}.nii", /no file is as/, /\{id\} and \* alone/],
  [String.raw`{id}\t1.nii`, /no file is as/, /parted by \//],
  ["{id}/t1.nii ", /no file is as/, /"\{id\}\/t1.nii "/],
])("a pattern %s is told with what stands in one", async (pattern, what, hint) => {
  const faults = await faultsOf(root, pattern)
  expect(faults).toHaveLength(1)
  expect(faults[0]?.what).toMatch(what)
  expect(faults[0]?.hint).toMatch(hint)
  expect(faults[0]?.hint).not.toContain("capitals, which count")
})

it("a root that is not there is told once, and a subject's folder that is a link to nowhere", async () => {
  const [found, ...others] = await faultsOf(join(root, "none"), "{id}/t1.nii")
  expect(others).toEqual([])
  expect(found?.what).toBe("the folder is empty or not there")
  const folder = join(root, "linked")
  mkdirSync(join(folder, "a-1"), { recursive: true })
  writeFileSync(join(folder, "a-1", "t1.nii"), "")
  symlinkSync(join(root, "unmounted"), join(folder, "a-2"))
  const [link] = await faultsOf(folder, "{id}/t1.nii")
  expect(link?.what).toMatch(/^a link to .*unmounted, which is not there$/)
  expect(link?.where.file).toBe(join(folder, "a-2"))
})

it("tables, notes and old copies beside an image are none of it", async () => {
  const folder = join(root, "sidecars", "a-1")
  mkdirSync(folder, { recursive: true })
  const names = ["t1.nii.gz", "t1.json", "t1.bval", "t1.nii.gz.bak", "t1.nii.gz~"]
  for (const name of names) writeFileSync(join(folder, name), "")
  const dataset = volumes({ root: join(root, "sidecars"), modalities: { t1: "{id}/t1.*" } })
  expect(await Effect.runPromise(implementation.index(dataset, {}))).toHaveLength(1)
  writeFileSync(join(folder, "t1.mha"), "")
  const [two] = await faultsOf(join(root, "sidecars"), "{id}/t1.*")
  expect(two?.what).toMatch(/^more than one t1 file/)
})

describe("a subject that is left out", () => {
  it.each([[{ "a-1": "t2 was never taken" }], [["a-1"]]])(
    "by %j is not listed, and neither its files nor its row of a table are asked for",
    async (exclude) => {
      expect((await refused()).length).toBeGreaterThan(0)
      expect(await listed(exclude)).toEqual([
        { id: "a-2", patient: "a-2", labels: { c: 0 } },
        { id: "b-1", patient: "b-1", labels: { c: 1 } },
      ])
    },
  )

  it("and is not there is a fault, with who may be meant", async () => {
    const [fault] = await refused({ "a-1": "no t2", "a-3": "moved" })
    expect(fault?.what).toBe("exclude names a-3, and there is no such subject")
    expect(fault?.where.field).toBe("dataset.exclude")
  })

  it("changes the fingerprint", async () => {
    const print = (exclude: Exclude) =>
      Effect.runPromise(
        implementation.fingerprint(
          declared(exclude),
          {},
          join(root, `${JSON.stringify(exclude).length}.json`),
        ),
      )
    expect(await print(["a-1"])).not.toBe(await print(["a-1", "a-2"]))
  })
})

describe("a data set with numbers", () => {
  const aged = (missing: readonly string[]) => {
    const table = { csv: "$ROOT/ages.csv", id: "id", column: "age", missing }
    return { ...declared(["a-1"]), values: { age: table } }
  }

  it("lists them beside the classes, and its fingerprint changes with them", async () => {
    const listing = (missing: readonly string[]) =>
      Effect.runPromise(implementation.index(aged(missing), { ROOT: root }))
    const print = () =>
      Effect.runPromise(
        implementation.fingerprint(aged([]), { ROOT: root }, join(root, "ages.json")),
      )
    writeFileSync(join(root, "ages.csv"), "id,age\na-2,61.5\nb-1,7\n")
    expect(await listing([])).toEqual([
      { id: "a-2", patient: "a-2", labels: { c: 0 }, values: { age: 61.5 } },
      { id: "b-1", patient: "b-1", labels: { c: 1 }, values: { age: 7 } },
    ])
    const before = await print()
    writeFileSync(join(root, "ages.csv"), "id,age\na-2,61.5\nb-1,8\n")
    expect(await print()).not.toBe(before)
    writeFileSync(join(root, "ages.csv"), "id,age\na-2,61.5\n")
    expect((await listing([""]))[1]?.values).toEqual({ age: null })
  })
})

describe("a data set that leaves nobody out", () => {
  it("means what was done before there was the field, so that its keys stay", () => {
    const { exclude } = volumesDefinition.fields
    expect(declared().exclude).toEqual(exclude.before)
    expect(componentChecker(builtIn).component(declared(), "")).toEqual([])
    expect(componentChecker(builtIn).component(declared({ x: "" }), "")[0]?.where.field).toMatch(
      /^exclude/,
    )
  })
})
