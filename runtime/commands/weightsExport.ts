import { Console, Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { bodyError } from "../engine/body.ts"
import { Faulty } from "../faults/faulty.ts"
import { writeSafetensors } from "../files/safetensors.ts"
import { monaiCall } from "../weights/describeNetwork.ts"
import { type Exported, exportedFile } from "../weights/exported.ts"
import { monaiStateDict } from "../weights/exportStateDict.ts"
import type { SpatialOrder } from "../weights/monai.ts"
import { monaiFaults } from "../weights/monaiFaults.ts"
import { onnxFile } from "../weights/onnxFile.ts"
import { readWeightsFile } from "../weights/weightsFile.ts"
import { arm, fold, scale, seed, store, taskFlag } from "./flags.ts"
import { order } from "./weightsFlags.ts"
import { exportedStage } from "./weightsSource.ts"
import { outFile } from "./outFiles.ts"
import { inStoreIfAny } from "./inStore.ts"

const source = Argument.String("source").pipe(
  Argument.withDescription("Experiment file, or a file that `ablate weights import` wrote"),
)

const format = Flag.Literals("as", ["onnx", "monai"]).pipe(
  Flag.withDescription("onnx: a model for ONNX Runtime; monai: a state dict of MONAI's network"),
)

const task = taskFlag("Task whose segmenter to export; the pre-trained encoder without")
const out = Flag.String("out").pipe(Flag.withDescription("File to write"))

const shapes = (specs: Exported["program"]["inputs"]): string =>
  Object.entries(specs)
    .map(([name, { shape }]) => `${name} [${shape.join(", ")}]`)
    .join(", ")

const writeOnnx = Effect.fnUntraced(function* (path: string, exported: Exported) {
  const { program, weights, preprocessing } = exported
  const metadata = { producer: "ablate", preprocessing: JSON.stringify(preprocessing) }
  const parts = yield* Effect.try({
    try: () => onnxFile(program, weights, metadata),
    catch: (thrown) => bodyError(program, thrown),
  })
  yield* outFile(path, parts, "choose a folder that may be written: --out FILE")
  return [
    `wrote ${path}: ${shapes(program.inputs)} to ${program.name === "encoder" ? "tokens" : "logits"}; metadata "preprocessing" says what to do before and after`,
  ]
})

const writeMonai = Effect.fnUntraced(function* (
  path: string,
  { description, weights }: Exported,
  order: SpatialOrder,
) {
  const faults = monaiFaults(description)
  if (faults.length > 0 || description === undefined) return yield* new Faulty({ faults })
  const own = Object.fromEntries(
    Object.entries(weights).flatMap(([name, values]) =>
      values instanceof Float32Array ? [[name, values]] : [],
    ),
  )
  const network = description.unetr === undefined ? "vit" : "unetr"
  const tensors = monaiStateDict(
    { description, weights: own },
    { network, order, projection: "perceptron" },
  )
  yield* writeSafetensors(path, { tensors, metadata: { format: "pt" } })
  return [
    `wrote ${path}, for ${monaiCall(description, order)}`,
    ...(description.unetr?.taps === "paper"
      ? [
          "this network feeds layers 3, 6 and 9 to its decoder, MONAI's UNETR layers 4, 7 and 10: docs/weights.md has the Python that shifts them",
        ]
      : []),
  ]
})

/** `ablate weights export`: trained networks for MONAI and ONNX Runtime. */
export const exportWeights = Command.make(
  "export",
  { source, format, out, arm, seed, fold, task, order, scale, store },
  Effect.fn("weights export")(function* (flags) {
    const exported = flags.source.endsWith(".safetensors")
      ? exportedFile(yield* readWeightsFile(flags.source))
      : yield* inStoreIfAny(exportedStage(flags.source, flags.scale, flags), {
          store: flags.store,
          file: flags.source,
        })
    const lines =
      flags.format === "onnx"
        ? yield* writeOnnx(flags.out, exported)
        : yield* writeMonai(flags.out, exported, flags.order)
    for (const line of lines) yield* Console.log(line)
  }),
).pipe(
  Command.withDescription("Export a trained encoder or segmenter"),
  Command.withExamples([
    {
      command:
        "ablate weights export experiments/quickstart.ts --arm MAE --seed 0 --task lesion --as onnx --out model.onnx",
      description: "The segmenter of one run",
    },
    {
      command: "ablate weights export unetr.ablate.safetensors --as monai --out unetr.safetensors",
      description: "Imported weights, back as MONAI's",
    },
  ]),
)
