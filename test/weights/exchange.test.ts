import { createHash } from "node:crypto"
import { readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { imported } from "../../dsl/pretraining.ts"
import { prepare } from "../../runtime/engine/index.ts"
import importedObjective from "../../runtime/weights/imported.ts"
import { writeSafetensors } from "../../runtime/files/safetensors.ts"
import { exportedFile } from "../../runtime/weights/exported.ts"
import { monaiStateDict } from "../../runtime/weights/exportStateDict.ts"
import { readImportedEncoder } from "../../runtime/weights/importedEncoder.ts"
import { importStateDict } from "../../runtime/weights/importStateDict.ts"
import type { Hints } from "../../runtime/weights/infer.ts"
import type { MonaiNetwork } from "../../runtime/weights/monai.ts"
import { onnxFile } from "../../runtime/weights/onnxFile.ts"
import { inverse, permute, sizeOf } from "../../runtime/weights/permute.ts"
import { readStateDict, type StateDict } from "../../runtime/weights/readStateDict.ts"
import { readWeightsFile, writeWeights } from "../../runtime/weights/weightsFile.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"
import { hashed } from "../nn/hashed.ts"
import { fixture } from "../parity/fixture.ts"
import { runPython, withoutPython } from "./python.ts"

const folder = temporaryFolder()

const hintsOf = (network: MonaiNetwork, order: Hints["order"] = "zyx"): Hints => {
  const crop = network === "unetr" ? ([32, 32, 16] as const) : ([16, 16, 8] as const)
  const [d, h, w] = crop
  return {
    heads: 3,
    order,
    patch: network === "vit" ? [4, 4, 4] : undefined,
    crop: order === "zyx" ? crop : [w, h, d],
  }
}

const tensorsOf = (network: MonaiNetwork) =>
  Effect.runPromise(readStateDict(fixture(`${network}.safetensors`)))

const importOf = async (network: MonaiNetwork, order: Hints["order"] = "zyx") =>
  Result.getOrThrow(
    importStateDict("file", await tensorsOf(network), network, hintsOf(network, order)),
  )

const faultsOf = (tensors: StateDict, network: MonaiNetwork = "vit") =>
  Result.match(importStateDict("file", tensors, network, hintsOf(network)), {
    onSuccess: () => [],
    onFailure: ({ faults }) => faults,
  })

const infer = async (made: Awaited<ReturnType<typeof importOf>>, image: Float32Array) => {
  const { program, weights } = exportedFile(made)
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(program, { kind: "cpu", threads: 1 })
    yield* prepared.load(weights)
    return yield* prepared.step({ image })
  })
  const outputs = await Effect.runPromise(Effect.scoped(run))
  return Float32Array.from(outputs["logits"] ?? outputs["tokens"]!)
}

describe("permute", () => {
  it("is undone by the inverse, and moves each value to its place", () => {
    const axes = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 })
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(shapes, axes, (shape, order) => {
        const values = Float32Array.from({ length: sizeOf(shape) }, (_, index) => index)
        const there = permute(values, shape, order)
        const turned = order.map((axis) => shape[axis]!)
        expect(permute(there, turned, inverse(order))).toEqual(values)
      }),
    )
    // NumPy: arange(6).reshape(2, 3).transpose(1, 0).ravel()
    const transposed = permute(Float32Array.of(0, 1, 2, 3, 4, 5), [2, 3], [1, 0])
    expect([...transposed]).toEqual([0, 3, 1, 4, 2, 5])
  })
})

describe("a state dict of MONAI's", () => {
  it.each([
    { network: "unetr", projection: "conv" },
    { network: "vit", projection: "perceptron" },
  ] as const)("comes back as it was from import and export: $network", async (form) => {
    const { network } = form
    const given = await tensorsOf(network)
    for (const order of ["zyx", "xyz"] as const) {
      const made = await importOf(network, order)
      const back = monaiStateDict(made, { ...form, order })
      expect(Object.keys(back).toSorted()).toEqual([...given.keys()].toSorted())
      for (const name of made.loaded) {
        expect(back[name]?.shape).toEqual(given.get(name)?.shape)
        expect(back[name]?.data).toEqual(given.get(name)?.data)
      }
    }
  })

  it("shows its sizes", async () => {
    const { description, form, left } = await importOf("unetr")
    // As test/fixtures/parity/make.py makes it.
    expect(description).toEqual({
      encoder: {
        crop: [32, 32, 16],
        patch: [16, 16, 16],
        width: 6,
        depth: 12,
        heads: 3,
        mlpRatio: 2,
        tokens: "stacked",
        position: "learned",
        qkvBias: false,
      },
      channels: 2,
      unetr: { features: 2, outputs: 3, taps: "monai" },
    })
    expect(form.projection).toBe("conv")
    expect(left).toHaveLength(24)
  })

  it("imported with axes xyz computes the same on transposed volumes", async () => {
    const shape = [2, 32, 32, 16]
    const image = Float32Array.from(hashed(9, sizeOf(shape)))
    const expected = await infer(await importOf("unetr"), image)
    const turned = permute(image, shape, [0, 3, 2, 1])
    const found = await infer(await importOf("unetr", "xyz"), turned)
    const back = permute(found, [3, 16, 32, 32], [0, 3, 2, 1])
    const errors = back.map((value, index) => Math.abs(value - expected[index]!))
    expect(Math.max(...errors)).toBeLessThan(1e-4)
  })

  it("gives its encoder alone, from inside of a UNETR and a wrapper", async () => {
    const given = await tensorsOf("unetr")
    const wrapped = new Map([...given].map(([name, tensor]) => [`module.${name}`, tensor]))
    const made = Result.getOrThrow(
      importStateDict("file", wrapped, "vit", { ...hintsOf("unetr"), patch: [16, 16, 16] }),
    )
    expect(made.wrapper).toBe("module.")
    expect(made.description.unetr).toBeUndefined()
    expect(made.weights["encoder.norm.weight"]).toEqual(given.get("vit.norm.weight")?.data)
    expect(made.left).toContain("out.conv.conv.weight")
  })
})

describe("what does not fit", () => {
  it("is told all at once: missing, unexpected and mis-shaped, with the closest names", async () => {
    const tensors = new Map(await tensorsOf("vit"))
    const bias = tensors.get("blocks.1.norm2.bias")!
    tensors.delete("blocks.1.norm2.bias")
    tensors.set("blocks.1.norm2.biass", bias)
    tensors.set("norm.bias", { dtype: "F32", shape: [5], data: new Float32Array(5) })
    tensors.set("norm.weight_steps", { dtype: "I64", shape: [], data: undefined })
    const faults = faultsOf(tensors)
    expect(faults.map(({ what }) => what)).toEqual([
      "blocks.1.norm2.bias is missing",
      "norm.bias is F32 of shape [5]",
      "blocks.1.norm2.biass of shape [12] is not part of the network",
      "norm.weight_steps of shape [] is not part of the network",
    ])
    expect(faults[0]?.hint).toContain("blocks.1.norm2.biass")
    expect(faults[0]?.expected).toContain("[12]")
    expect(faults[1]?.expected).toContain("[12]")
  })

  it("is said where the sizes cannot be read", async () => {
    expect(faultsOf(await tensorsOf("vit"), "unetr").length).toBeGreaterThan(1)
    const hints = { ...hintsOf("vit"), patch: undefined }
    const unknown = importStateDict("file", await tensorsOf("vit"), "vit", hints)
    expect(Result.isFailure(unknown) && unknown.failure.faults[0]?.hint).toContain("--patch")
    const cube = importStateDict("file", await tensorsOf("vit"), "vit", {
      ...hintsOf("vit"),
      crop: undefined,
    })
    expect(Result.isFailure(cube) && cube.failure.faults[0]?.hint).toContain("--crop")
  })

  it.each([
    ["PyTorch checkpoint (pickle)", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), "save_file"],
    ["PyTorch checkpoint", Buffer.from([0x80, 2, 0, 0, 0, 0, 0, 0]), "save_file"],
    ["header is cut off", Buffer.from([200, 0, 0, 0, 0, 0, 0, 0, 0x7b]), "save_file"],
    ["no JSON", Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b]), "save_file"],
  ])("is refused as a file: %s", async (what, bytes, hint) => {
    const file = join(folder, "bad.safetensors")
    writeFileSync(file, bytes)
    const { faults } = await Effect.runPromise(Effect.flip(readStateDict(file)))
    expect(JSON.stringify(faults)).toContain(what)
    expect(faults[0]?.hint).toContain(hint)
  })

  it("names every tensor that a file lost when it was cut", async () => {
    const file = join(folder, "cut.safetensors")
    const whole = readFileSync(fixture("vit.safetensors"))
    writeFileSync(file, whole)
    truncateSync(file, whole.length / 2)
    const { faults } = await Effect.runPromise(Effect.flip(readStateDict(file)))
    expect(faults.length).toBeGreaterThan(1)
    expect(faults.every(({ what }) => what.includes("lies outside"))).toBe(true)
  })
})

describe("a file for experiments", () => {
  it("is refused where it is not one, with the command that makes one", async () => {
    const file = fixture("vit.safetensors")
    const { faults } = await Effect.runPromise(Effect.flip(readWeightsFile(file)))
    expect(faults[0]?.what).toContain("does not say which network")
    expect(faults[0]?.hint).toContain("ablate weights import")
  })

  it("may be pinned to its content", async () => {
    const made = await importOf("vit")
    const file = join(folder, "vit.ablate.safetensors")
    await Effect.runPromise(writeWeights(file, made))
    const { crop, ...sizes } = made.description.encoder
    const encoder = vit({ crop, ...sizes })
    const read = (content: string | null) =>
      readImportedEncoder(imported({ weights: "$VIT", content }), encoder, 2, { VIT: file })
    const { content, weights, left } = await Effect.runPromise(read(null))
    expect(content).toBe(createHash("sha256").update(readFileSync(file)).digest("hex"))
    expect(weights["norm.weight"]).toEqual(made.weights["encoder.norm.weight"])
    expect(left).toEqual([])
    expect((await Effect.runPromise(read(content))).content).toBe(content)
    const { faults } = await Effect.runPromise(Effect.flip(read("0".repeat(64))))
    expect(faults[0]?.where.field).toBe("pretraining.content")
  })

  it("makes an objective that does not train", () => {
    expect(importedObjective).toMatchObject({ definition: imported, trains: false })
  })
})

const missing = withoutPython("numpy", "onnxruntime", "safetensors.numpy")
const note = missing === undefined ? "" : ` (skipped: ${missing})`

describe.skipIf(missing !== undefined)(`in Python${note}`, { timeout: 120_000 }, () => {
  it.each(["unetr", "vit"] as const)("onnxruntime gives the same outputs: %s", async (network) => {
    const made = await importOf(network)
    const { program, weights } = exportedFile(made)
    const image = Float32Array.from(hashed(1, sizeOf(program.inputs["image"]!.shape)))
    const model = join(folder, `${network}.onnx`)
    writeFileSync(model, Buffer.concat([...onnxFile(program, weights, { note: "größe" })]))
    writeFileSync(join(folder, "image.f32"), Buffer.from(image.buffer))
    const printed = runPython(
      `
import json, sys, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
assert [i.name for i in session.get_inputs()] == ["image"]
assert session.get_modelmeta().custom_metadata_map == {"note": "größe"}
image = numpy.fromfile(sys.argv[2], numpy.float32).reshape(session.get_inputs()[0].shape)
print(json.dumps(session.run(None, {"image": image})[0].ravel().tolist()))
`,
      model,
      join(folder, "image.f32"),
    )
    const theirs: readonly number[] = JSON.parse(printed)
    const ours = await infer(made, image)
    expect(theirs).toHaveLength(ours.length)
    const errors = theirs.map((value, index) => Math.abs(value - ours[index]!))
    expect(errors.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(1e-5)
  })

  it("safetensors reads what is exported", async () => {
    const file = join(folder, "out.safetensors")
    const made = await importOf("vit")
    const tensors = monaiStateDict(made, { network: "vit", order: "zyx", projection: "perceptron" })
    await Effect.runPromise(writeSafetensors(file, { tensors, metadata: { format: "pt" } }))
    const same = runPython(
      `
import sys, numpy
from safetensors.numpy import load_file
a, b = load_file(sys.argv[1]), load_file(sys.argv[2])
print(sorted(a) == sorted(b) and all(numpy.array_equal(a[n], b[n]) for n in a if "cross" not in n))
`,
      file,
      fixture("vit.safetensors"),
    )
    expect(same.trim()).toBe("True")
  })

  it("half and brain floats are read as float32", async () => {
    const file = join(folder, "types.safetensors")
    const printed = runPython(
      `
import json, struct, sys, numpy
values = numpy.array([0.0, -1.5, 65504.0, 6e-8, 0.1, -3e-5], numpy.float32)
parts = {"F64": values.astype("<f8").tobytes(), "F16": values.astype("<f2").tobytes(), "BF16": (values.view("<u4") >> 16).astype("<u2").tobytes()}
header, data = {}, b""
for name, part in parts.items():
    header[name] = {"dtype": name, "shape": [6], "data_offsets": [len(data), len(data) + len(part)]}
    data += part
text = json.dumps(header).encode()
open(sys.argv[1], "wb").write(struct.pack("<Q", len(text)) + text + data)
brain = (values.view("<u4") >> 16 << 16).astype("<u4").view("<f4")
print(json.dumps({"F64": values.tolist(), "F16": values.astype("<f2").astype("<f4").tolist(), "BF16": brain.tolist()}))
`,
      file,
    )
    const expected: Readonly<Record<string, readonly number[]>> = JSON.parse(printed)
    const tensors = await Effect.runPromise(readStateDict(file))
    for (const [name, values] of Object.entries(expected))
      expect([...(tensors.get(name)?.data ?? [])]).toEqual([...values])
  })
})
