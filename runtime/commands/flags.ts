import { Argument, Flag } from "effect/cli"
import { Option } from "effect"
import { deviceNames, parseDevice } from "../device.ts"

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
  Flag.withDescription(
    "Stages at once; the cores are divided among them (default: 1, with cuda one a GPU)",
  ),
  Flag.optional,
)

export const device = Flag.String("device").pipe(
  Flag.withDescription(
    "cpu, webgpu, cuda (cuda:1 for the second GPU): compiled; tensorflow: eager, through tfjs-node(-gpu); eager: TensorFlow.js' reference, slow. See ablate devices",
  ),
  Flag.withDefault("cpu"),
  Flag.filterMap(
    (text) => Option.fromUndefinedOr(parseDevice(text)),
    () => `one of ${deviceNames.join(", ")}; cuda:1 is the second GPU`,
  ),
)

export const format = Flag.String("format").pipe(
  Flag.withDescription("Formats of tables, separated by commas: html, latex, md, csv"),
  Flag.withDefault("html,latex,md,csv"),
)

export const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print JSON for other programs"),
  Flag.withDefault(false),
)
