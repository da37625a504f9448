import { Option } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { describeDevice } from "../devices/device.ts"
import type { Plan } from "../plan/planStudy.ts"
import { selectorsOf } from "../plan/selectorsOf.ts"
import type { RunOutcome } from "../schedule/runPlan.ts"
import { printable } from "../units/printable.ts"
import { usualPlace, type RunFlags } from "./runFlags.ts"
import { defaults } from "./flags.ts"
import { variantWords } from "./planned.ts"
import { shellWord } from "../units/shellWords.ts"

const storeWords = (store: Option.Option<string>): readonly string[] =>
  Option.toArray(store).flatMap((folder) => ["--store", folder])

/** The flags of a command that differ from its defaults, as words. */
const wordsOf = ({
  files,
  slots,
  memory,
  device,
  store,
  format,
  on,
  profile,
  ...flags
}: RunFlags): readonly string[] => [
  ...files,
  ...variantWords(flags),
  ...(on === usualPlace(process.env) ? [] : ["--on", on]),
  ...Option.match(profile, { onNone: () => [], onSome: (name) => ["--profile", name] }),
  ...Option.match(slots, { onNone: () => [], onSome: (count) => ["--slots", String(count)] }),
  ...Option.match(memory, {
    onNone: () => [],
    onSome: (bytes) => ["--memory", `${bytes / 1e6}MB`],
  }),
  ...(device.name === "cpu" ? [] : ["--device", describeDevice(device)]),
  ...storeWords(store),
  ...(format.join(",") === defaults.format ? [] : ["--format", format.join(",")]),
]

/** What is said of a run that was stopped: how to go on. */
export const stoppedLines = (flags: RunFlags): readonly string[] => {
  const words = [
    ...wordsOf(flags),
    ...flags.only.flatMap((selector) => ["--only", selector]),
    ...(flags.acceptCode ? ["--accept-code"] : []),
  ]
  return [
    flags.on === "slurm"
      ? "Stopped. What is done is kept; jobs that were left go on, and this goes on with them:"
      : "Stopped. What is done is kept, and stages go on from their checkpoints:",
    `  ${["ablate", "run", ...words].map(shellWord).join(" ")}`,
  ]
}

/** The command that puts what is done of a file on its remote store. */
export const pushCommand = ({ files, store, ...flags }: RunFlags): string =>
  ["ablate", "store", "push", ...files, ...variantWords(flags), ...storeWords(store)]
    .map(shellWord)
    .join(" ")

/** The command that runs again what of a plan failed or did not run for that, and nothing else. */
export const againCommand = (
  plan: Plan,
  { failed, blocked }: Pick<RunOutcome, "failed" | "blocked">,
  flags: RunFlags,
): string => {
  const keys = new Set([...failed, ...blocked].map(({ stage }) => stage.key))
  const only = selectorsOf(plan, keys).flatMap((selector) => ["--only", selector])
  return ["ablate", "run", ...wordsOf(flags), ...only].map(shellWord).join(" ")
}

/** The faults of a run, each with the stage that it is of. */
export const failureFaults = ({ failed }: Pick<RunOutcome, "failed">): readonly Fault[] =>
  failed.flatMap(({ stage, faults }) =>
    faults.map((each) =>
      fault({ ...each, what: `${printable(stage.label)} failed: ${each.what}` }),
    ),
  )

/** What failed with its log, what did not run for it, and how to run these again. */
export const failureLines = (
  { failed, blocked }: Pick<RunOutcome, "failed" | "blocked">,
  again: string,
): readonly string[] => [
  ...failed.flatMap(({ stage, log }) => [
    `failed   ${printable(stage.label)}`,
    ...(log === null ? [] : [`         log: ${log}`]),
  ]),
  ...blocked.map(
    ({ stage, because }) =>
      `not run  ${printable(stage.label)}, because ${printable(because.label)} failed`,
  ),
  "",
  "What is done is kept. Once that is put right, this runs just these again:",
  `  ${again}`,
]
