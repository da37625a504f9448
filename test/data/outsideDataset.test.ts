import { fileURLToPath } from "node:url"
import { datasetError, fault, implementDataset } from "ablate/implement"
import { Effect, Result } from "effect"
import { expect, it } from "vitest"
import type { IndexedSubject, RawSubject } from "../../runtime/data/contract.ts"
import { blobs } from "../acceptance/extension/blobs.ts"

const sound: RawSubject = {
  id: "a",
  modalities: ["a", "b"],
  shape: [1, 2, 3],
  spacing: [3, 2, 1],
  affine: [
    [-1, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 3, 0],
    [0, 0, 0, 1],
  ],
  image: new Float32Array(12).fill(1),
  label: new Uint8Array(6),
  sources: {},
}
const listed: IndexedSubject = {
  id: "a",
  patient: "a",
  labels: { large: 1 },
  values: { radius: null },
}

/** A value of JavaScript where the types say another, as code without types gives it. */
const untyped = (value: unknown) => JSON.parse("[]").concat([value])[0]

const made = implementDataset(blobs, {
  index: (_, { LIST: text }) => untyped(gives.get(text ?? "")),
  fingerprint: () => untyped(gives.get("fingerprint")),
  load: (_, { SUBJECT: text }) => untyped(gives.get(text ?? "")),
})
const gives = new Map<string, unknown>()

const faultsOf = async <A>(effect: Effect.Effect<A, { readonly faults: readonly unknown[] }>) => {
  const found = await Effect.runPromise(Effect.result(effect))
  return Result.isSuccess(found) ? [] : found.failure.faults
}
const load = (given: unknown) => {
  gives.set("now", given)
  return faultsOf(made.load(blobs(), { SUBJECT: "now" }, "a"))
}
const index = (given: unknown) => {
  gives.set("now", given)
  return faultsOf(made.index(blobs(), { LIST: "now" }))
}

it("a subject and a list as the contract has them pass", async () => {
  expect(await load(Effect.succeed(sound))).toEqual([])
  expect(await index(Effect.succeed([listed, { ...listed, id: "b" }]))).toEqual([])
})

it.each<readonly [wrong: object, what: string]>([
  [{ id: "b" }, "'b' as id"],
  [{ modalities: ["a"] }, "[ 'a' ] as modalities"],
  [{ modalities: ["b", "a"] }, "[ 'b', 'a' ] as modalities"],
  [{ shape: [2, 3] }, "[ 2, 3 ] as shape"],
  [{ shape: [1, 2, 3.5] }, "[ 1, 2, 3.5 ] as shape"],
  [{ spacing: [0, 1, 1] }, "[ 0, 1, 1 ] as spacing"],
  [{ spacing: [1, 2, 3] }, "a spacing (z, y, x) of 1 x 2 x 3 mm"],
  [{ affine: sound.affine.slice(0, 3) }, "as affine"],
  [{ affine: [[0, 0, 0, 0], ...sound.affine.slice(1)] }, "the affine"],
  [{ image: Array.from(sound.image) }, "as image"],
  [{ image: new Float64Array(12) }, "Float64Array(12) as image"],
  [{ image: new Float32Array(6) }, "Float32Array(6) as the image"],
  [{ image: sound.image.with(7, Number.NaN) }, "NaN as number 7 of the image"],
  [{ label: new Uint8Array(5) }, "Uint8Array(5) as the label"],
  [{ label: new Float32Array(6) }, "Float32Array(6) as label"],
  [{ sources: undefined }, "undefined as sources"],
])("load that gives %o is at fault, with its line", async (wrong, what) => {
  expect(await load(Effect.succeed({ ...sound, ...wrong }))).toEqual([
    expect.objectContaining({
      what: expect.stringContaining(what),
      where: expect.objectContaining({
        file: fileURLToPath(import.meta.url),
        line: expect.any(Number),
        subject: "a",
      }),
      expected: expect.any(String),
    }),
  ])
})

it.each<readonly [given: unknown, what: string]>([
  [Promise.resolve(sound), "load of blobs gives Promise"],
  [undefined, "load of blobs gives undefined"],
  [sound, "load of blobs gives {"],
  [Effect.succeed(null), "load of blobs gives null as the subject"],
  [Effect.fail("no file"), "load of blobs gives the error 'no file'"],
])("load that gives no effect of a subject is at fault: %o", async (given, what) => {
  expect(await load(given)).toEqual([
    expect.objectContaining({ what: expect.stringContaining(what) }),
  ])
})

it.each<readonly [list: unknown, what: string]>([
  [{}, "index of blobs gives {}"],
  [[listed, listed], "2 subjects of one name: a, a"],
  [[listed, { ...listed, id: "A" }], "2 subjects of one name: a, A"],
  [[{ ...listed, id: "" }], "'' as id of subject 0"],
  [[listed, { ...listed, id: "../b" }], "'../b' as id of subject 1"],
  [[{ ...listed, patient: 1 }], "1 as patient"],
  [[{ ...listed, labels: {} }], "{} as labels"],
  [[{ ...listed, labels: { large: true } }], "{ large: true } as labels"],
  [[{ ...listed, values: { radius: Number.NaN } }], "{ radius: NaN } as values"],
  [[null], "null as subject 0"],
])("index that gives %o is at fault", async (list, what) => {
  expect(await index(Effect.succeed(list))).toEqual([
    expect.objectContaining({
      what: expect.stringContaining(what),
      where: expect.objectContaining({ file: fileURLToPath(import.meta.url) }),
    }),
  ])
})

it("what a data set fails with itself, and what it throws, is told with the subject", async () => {
  const own = datasetError(fault({ what: "no such ball" }))
  expect(await load(Effect.fail(own))).toEqual(own.faults)
  expect(await load(Effect.die(new TypeError("too far")))).toEqual([
    expect.objectContaining({
      what: expect.stringContaining("TypeError: too far"),
      where: expect.objectContaining({ subject: "a" }),
    }),
  ])
})
