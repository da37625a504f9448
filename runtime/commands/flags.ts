import { Argument, Flag } from "effect/cli"
import { deviceNames } from "../device.ts"

/** The experiment file that every command takes. */
export const file = Argument.String("file").pipe(
  Argument.withDescription("Experiment file, such as experiments/quickstart.ts"),
)

export const scale = Flag.String("scale").pipe(
  Flag.withDescription("Run at a scale that the experiment declares, such as smoke"),
  Flag.optional,
)

export const store = Flag.String("store").pipe(
  Flag.withDescription("Folder of results, shared by all experiments"),
  Flag.withDefault(".ablate"),
)

export const only = Flag.String("only").pipe(
  Flag.withDescription(
    "Stages to run with what they need: kind, arm, seed or task, such as pretrain or arm=MAE,seed=0",
  ),
  Flag.optional,
)

export const slots = Flag.Int("slots").pipe(
  Flag.withDescription("Stages at once; the cores are divided among them"),
  Flag.withDefault(1),
)

export const device = Flag.Literals("device", deviceNames).pipe(
  Flag.withDescription(
    "cpu: compiled, ONNX Runtime; tensorflow: eager, through tfjs-node(-gpu); eager: TensorFlow.js' reference, slow",
  ),
  Flag.withDefault("cpu"),
)

export const format = Flag.String("format").pipe(
  Flag.withDescription("Formats of tables, separated by commas: html, latex, md, csv"),
  Flag.withDefault("html,latex,md,csv"),
)

export const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print JSON for other programs"),
  Flag.withDefault(false),
)
