import { Argument, Flag } from "effect/cli"
import { Option } from "effect"
import { parseSetting } from "../../dsl/setting.ts"
import type { Format } from "../../reports/files.ts"
import { deviceNames, parseDevice } from "../devices/device.ts"

/** The experiment file that every command takes. */
export const file = Argument.String("file").pipe(
  Argument.withDescription("Experiment file, such as experiments/quickstart.ts"),
)

/** The files of commands that take several at once. */
export const files = Argument.String("file").pipe(
  Argument.withDescription(
    "Experiment files, such as experiments/quickstart.ts; they share stages",
  ),
  Argument.atLeast(1),
)

export const scale = Flag.String("scale").pipe(
  Flag.withDescription("Run at a scale that the experiment declares, such as smoke"),
  Flag.optional,
)

export const set = Flag.String("set").pipe(
  Flag.withDescription(
    "Another value for a field of every arm that has it, for a try: FIELD=VALUE, such as pretraining.epochs=20; checked as if the file said so; may be given again",
  ),
  Flag.filterMap(parseSetting, () => "FIELD=VALUE, such as pretraining.epochs=20"),
  Flag.atLeast(0),
)

/** What flags are when they are not given. */
export const defaults = { format: "html,latex,md,csv" } as const

const formats = ["html", "latex", "md", "csv"] as const satisfies readonly Format[]

/** Formats from a list separated by commas; none if one of them is unknown. */
const parseFormats = (list: string): Option.Option<readonly Format[]> => {
  const words = list.split(",").map((word) => word.trim())
  const known = words.flatMap((word) => formats.find((each) => each === word) ?? [])
  return known.length === words.length ? Option.some(known) : Option.none()
}

export const store = Flag.String("store").pipe(
  Flag.withDescription(
    "Folder of results (default: $ABLATE_STORE, else .ablate of the project that the file or, without one, the working directory lies in)",
  ),
  Flag.optional,
)

export const forGroup = Flag.Boolean("for-group").pipe(
  Flag.withDescription(
    "Let the group of the store's folder read and write it; a new store is its owner's alone without it",
  ),
  Flag.withDefault(false),
)

/** Which run of a file is meant. */
export const arm = Flag.String("arm").pipe(
  Flag.withDescription("Arm of the experiment file, if it has several"),
  Flag.optional,
)

export const seed = Flag.Int("seed").pipe(
  Flag.withDescription("Seed, if the experiment has several"),
  Flag.optional,
)

export const taskFlag = (which: string) =>
  Flag.String("task").pipe(Flag.withDescription(which), Flag.optional)

export const fold = Flag.Int("fold").pipe(
  Flag.withDescription("Fold of a cross-validation, from 0"),
  Flag.optional,
)

export const only = Flag.String("only").pipe(
  Flag.withDescription(
    "Stages to run with what they need: kind, arm, seed, fold, task, table or figure, such as pretrain or arm=MAE,seed=0 or table=main; given again, these too",
  ),
  Flag.atLeast(0),
)

export const acceptCode = Flag.Boolean("accept-code").pipe(
  Flag.withDescription(
    "Declare the edits of the code since harmless: stages that differ from done ones in their code alone are taken as done, and the ledger and the report say so",
  ),
  Flag.withDefault(false),
)

/** More workers than any machine starts. */
const mostSlots = 1024

export const slots = Flag.Int("slots").pipe(
  Flag.withDescription(
    "Stages at once; the cores are divided among them (default: 1, with cuda one a GPU; more share GPUs by the memory that the ledger measured)",
  ),
  Flag.filter(
    (count) => count >= 1 && count <= mostSlots,
    () => `a whole number from 1 to ${mostSlots}: each stage at once is a process with threads`,
  ),
  Flag.optional,
)

export const device = Flag.String("device").pipe(
  Flag.withDescription(
    "cpu, webgpu: compiled, ONNX Runtime; cuda (cuda:1 for the second GPU), xla:cpu: compiled, XLA; tensorflow: eager, through tfjs-node(-gpu); eager: TensorFlow.js' reference, slow. See ablate devices",
  ),
  Flag.withDefault("cpu"),
  Flag.filterMap(
    (text) => Option.fromUndefinedOr(parseDevice(text)),
    () => `one of ${deviceNames.join(", ")}; cuda:1 is the second GPU`,
  ),
)

export const format = Flag.String("format").pipe(
  Flag.withDescription("Formats of tables, separated by commas: html, latex, md, csv"),
  Flag.withDefault<string>(defaults.format),
  Flag.filterMap(parseFormats, () => `some of ${formats.join(", ")}, such as html,csv`),
)

export const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print JSON for other programs"),
  Flag.withDefault(false),
)
