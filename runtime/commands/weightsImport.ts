import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { parameterCount } from "../nn/layers/parameter.ts"
import { encoderCall, networkCall } from "../weights/describeNetwork.ts"
import { parametersOf } from "../weights/description.ts"
import { type Imported, importStateDict } from "../weights/importStateDict.ts"
import { readStateDict } from "../weights/readStateDict.ts"
import { writeWeights } from "../weights/weightsFile.ts"
import { extent, order } from "./weightsFlags.ts"
import { refusal } from "../faults/refusal.ts"

const file = Argument.String("file").pipe(
  Argument.withDescription("State dict, written by safetensors.torch.save_file"),
)

const network = Flag.Literals("as", ["unetr", "vit"]).pipe(
  Flag.withDescription("Which of MONAI's networks; vit takes the encoder of a UNETR too"),
)

const heads = Flag.Int("heads").pipe(
  Flag.withDescription("Attention heads, which the weights do not show (MONAI's default: 12)"),
)

const out = Flag.String("out").pipe(
  Flag.withDescription("File to write (default: FILE.ablate.safetensors beside FILE)"),
  Flag.optional,
)

const some = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`

const report = (
  source: string,
  target: string,
  { description, form, loaded, left, wrapper }: Imported,
): readonly string[] => {
  const { encoder, channels, unetr } = description
  const { crop, patch, width, depth, mlpRatio, position, qkvBias } = encoder
  const decoder = networkCall(description)
  return [
    `read from the shapes of ${source}: width ${width}, depth ${depth}, MLP ${Math.round(width * mlpRatio)}, patch ${patch.join("x")}, crop ${crop.join("x")}, ${channels} channels, ${position} positions, ${qkvBias ? "with" : "no"} qkv bias, ${form.projection} patch embedding${unetr === undefined ? "" : `, ${unetr.features} features, ${unetr.outputs} outputs`}`,
    `taken as given: ${encoder.heads} heads, axes ${form.order}${form.order === "zyx" ? " (if the network was trained on arrays of MONAI's LoadImage or nibabel, import it with --axes xyz)" : ""}`,
    `loaded: ${loaded.length} tensors, ${parameterCount(parametersOf(description))} numbers${wrapper === "" ? "" : `; "${wrapper}" taken off their names`}`,
    left.length === 0
      ? "not loaded: nothing"
      : `not loaded, as the network does not read them: ${some(left)}`,
    `wrote ${target}`,
    "",
    "in an experiment:",
    `  encoder: ${encoderCall(description)},`,
    `  pretraining: imported({ weights: ${JSON.stringify(target)} }),`,
    ...(decoder === undefined ? [] : [`and the same decoder, drawn anew: network: ${decoder}`]),
  ]
}

/** `ablate weights import`: weights of MONAI's networks in the layout of this package. */
export const importWeights = Command.make(
  "import",
  {
    file,
    network,
    heads,
    patch: extent("patch", "Voxels of a patch, where a ViT's linear embedding does not show it"),
    crop: extent("crop", "Voxels of a crop, where it is no cube: 64x96x96 (z, y, x)"),
    order,
    out,
  },
  Effect.fn("weights import")(function* (flags) {
    if (flags.heads < 1)
      return yield* refusal({ what: `--heads is ${flags.heads}`, expected: "1 or more" })
    const target = Option.getOrElse(
      flags.out,
      () => `${flags.file.replace(/\.safetensors$/, "")}.ablate.safetensors`,
    )
    const tensors = yield* readStateDict(flags.file)
    const imported = yield* Effect.fromResult(
      importStateDict(flags.file, tensors, flags.network, {
        heads: flags.heads,
        order: flags.order,
        patch: Option.getOrUndefined(flags.patch),
        crop: Option.getOrUndefined(flags.crop),
      }),
    )
    yield* writeWeights(target, imported)
    for (const line of report(flags.file, target, imported)) yield* Console.log(line)
  }),
).pipe(
  Command.withDescription("Import weights of MONAI's UNETR or ViT from safetensors"),
  Command.withExamples([
    {
      command: "ablate weights import unetr.safetensors --as unetr --heads 12 --axes xyz",
      description: "A UNETR trained on what MONAI's LoadImage gives",
    },
  ]),
)
