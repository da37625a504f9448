import { copyFileSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { initialize } from "../../runtime/nn/layers/initialize.ts"
import { random } from "../../runtime/random/random.ts"
import { arraysOf } from "../../runtime/training/checkpoint.ts"
import { readSafetensors } from "../../runtime/files/safetensors.ts"
import { type Description, parametersOf } from "../../runtime/weights/description.ts"
import { type Weights, writeWeights } from "../../runtime/weights/weightsFile.ts"
import { ablate, type Ended, temporaryFolder } from "../acceptance/ablate.ts"
import { runPython, withoutPython } from "./python.ts"

const study = fileURLToPath(new URL("./study.ts", import.meta.url))
const folder = temporaryFolder()
const missing = withoutPython("onnxruntime", "numpy")

/** Weights for the encoder of the study, or for one with other heads. */
const weightsFor = (seed: number, heads = 3): Weights => {
  const description: Description = {
    encoder: {
      crop: [16, 16, 16],
      patch: [8, 8, 8],
      width: 12,
      depth: 2,
      heads,
      mlpRatio: 4,
      tokens: "stacked",
      position: "learned",
      qkvBias: false,
    },
    channels: 4,
  }
  return { description, weights: initialize(parametersOf(description), random(seed)) }
}

const write = async (name: string, weights: Weights): Promise<string> => {
  const file = join(folder, name)
  await Effect.runPromise(writeWeights(file, weights))
  return file
}

const Plan = Schema.fromJsonString(
  Schema.Struct({ kinds: Schema.Array(Schema.Struct({ kind: Schema.String, toRun: Schema.Int })) }),
)

const toRun = async (weights: string): Promise<Readonly<Record<string, number>>> => {
  const { stdout } = await ablate(["plan", study, "--json"], folder, { WEIGHTS: weights })
  return Object.fromEntries(
    Schema.decodeSync(Plan)(stdout).kinds.map((row) => [row.kind, row.toRun]),
  )
}

describe("an experiment with imported weights", { timeout: 300_000 }, () => {
  let file = ""
  let ran: Ended
  beforeAll(async () => {
    file = await write("weights.safetensors", weightsFor(5))
    ran = await ablate(["run", study], folder, { WEIGHTS: file })
  }, 300_000)

  it("starts its tasks from them, once for all seeds, and says what was loaded", async () => {
    expect(ran.stderr).toBe("")
    expect(ran.code).toBe(0)
    const artifacts = join(folder, ".ablate/artifacts/pretrain")
    const keys = readdirSync(artifacts)
    expect(keys).toHaveLength(1)
    const made = join(artifacts, keys[0]!)
    const { tensors } = await Effect.runPromise(readSafetensors(join(made, "encoder.safetensors")))
    const { weights } = weightsFor(5)
    for (const [name, values] of Object.entries(arraysOf(tensors)))
      expect(values).toEqual(weights[`encoder.${name}`])
    const told = JSON.parse(readFileSync(join(made, "imported.json"), "utf8"))
    expect(told.loaded).toHaveLength(Object.keys(weights).length)
    expect(told.left).toEqual([])
  })

  it("is the same experiment wherever the file lies, and another with other weights", async () => {
    const moved = join(folder, "elsewhere.safetensors")
    copyFileSync(file, moved)
    expect(await toRun(moved)).toMatchObject({ pretrain: 0, finetune: 0, embed: 0 })
    const other = await toRun(await write("other.safetensors", weightsFor(6)))
    // The arm from scratch stays as it is.
    expect(other).toMatchObject({ pretrain: 1, finetune: 2, embed: 1, preprocess: 0 })
  })

  it("is refused before anything runs where the encoder is not the file's", async () => {
    const WEIGHTS = await write("heads.safetensors", weightsFor(5, 4))
    const { code, stderr } = await ablate(["plan", study], folder, { WEIGHTS })
    expect(code).toBe(1)
    expect(stderr).toContain("has heads 4, the experiment's 3")
    expect(stderr).toContain("encoder.heads")
    const absent = await ablate(["plan", study], folder, { WEIGHTS: join(folder, "absent") })
    expect(absent.code).toBe(1)
    expect(absent.stderr).toContain("no such file")
  })

  const exportTo = (out: string, ...flags: readonly string[]) =>
    ablate(
      ["weights", "export", study, "--arm", "Imported", "--out", out, "--as", ...flags],
      folder,
      { WEIGHTS: file },
    )

  it("exports its encoder as a state dict and its segmenter as a model", async () => {
    const encoder = await exportTo("encoder.safetensors", "monai", "--seed", "0")
    expect(encoder.stderr).toBe("")
    expect(encoder.stdout).toContain("ViT(in_channels=4, img_size=(16, 16, 16)")
    const model = await exportTo("model.onnx", "onnx", "--seed", "1", "--task", "lesion")
    expect(model.stderr).toBe("")
    expect(model.stdout).toContain("image [1, 4, 16, 16, 16] to logits")
  })

  it.each([
    { flags: ["onnx"], says: "the file has several values of --seed" },
    { flags: ["onnx", "--seed", "7"], says: "--seed 7 is none of the file's" },
    { flags: ["onnx", "--seed", "0", "--task", "lesoin"], says: 'did you mean "lesion"?' },
    { flags: ["onnx", "--seed", "0", "--task", "subtype"], says: "leave out --task" },
    { flags: ["monai", "--seed", "0", "--task", "lesion"], says: "MONAI's UNETR has 12 layers" },
  ])("refuses $flags", async ({ flags, says }) => {
    const { code, stderr } = await exportTo("never", ...flags)
    expect(code).toBe(1)
    expect(stderr).toContain(says)
  })

  it.skipIf(missing !== undefined)(
    `has an ONNX model that says how to use it${missing === undefined ? "" : `: ${missing}`}`,
    () => {
      const told = JSON.parse(
        runPython(
          `
import json, sys, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
logits, = session.run(["logits"], {"image": numpy.ones((1, 4, 16, 16, 16), numpy.float32)})
metadata = session.get_modelmeta().custom_metadata_map
print(json.dumps({"shape": logits.shape, "finite": bool(numpy.isfinite(logits).all()), **json.loads(metadata["preprocessing"])}))
`,
          join(folder, "model.onnx"),
        ),
      )
      expect(told).toMatchObject({
        shape: [1, 2, 16, 16, 16],
        finite: true,
        modalities: ["t1n", "t1c", "t2w", "t2f"],
        outputs: [{ region: "WT" }, { region: "TC" }],
        slidingWindow: { size: 16, overlap: 0.5, blending: "gaussian" },
      })
    },
  )
})
