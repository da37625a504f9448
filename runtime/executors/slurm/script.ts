import { ordersBeside } from "../onNode/jobOrders.ts"
import type { Batch } from "./batches.ts"
import type { SlurmProfile } from "../../../dsl/cluster.ts"
import type { Request } from "./request.ts"
import { shellWord } from "../../units/shellWords.ts"

/** What a script says beside what its batch asks for. */
export interface ScriptOptions {
  /** Name of the job, by which it is found again. */
  readonly name: string
  /** File for what a task prints; `%a` stands for its number. */
  readonly output: string
  readonly profile: SlurmProfile
  /** Program and arguments of `ablate worker`. */
  readonly command: readonly string[]
}

/** Seconds before the time limit at which a job is told; Slurm may tell it up to a minute earlier. */
const warnBefore = 120

const option = (name: string, value: string | number | null): readonly string[] =>
  value === null ? [] : [`--${name}=${value}`]

/** What a job asks for, as options of sbatch. */
export const optionsOf = (
  { cpus, memory, minutes, gres }: Request,
  { partition, account, qos, constraint, flags }: SlurmProfile,
): readonly string[] => [
  ...option("partition", partition),
  ...option("account", account),
  ...option("qos", qos),
  ...option("constraint", constraint),
  "--nodes=1",
  "--ntasks=1",
  ...option("cpus-per-task", cpus),
  // Without it a job takes all memory of its node.
  ...option("mem", `${memory}M`),
  ...option("time", minutes),
  ...option("gres", gres),
  ...flags,
]

/** Text that may stand in a comment. */
const remark = (text: string): string => text.replaceAll(/\s+/g, " ")

/** The script of a batch: what it asks for, then `ablate worker` with the orders of its task. */
export const scriptOf = (
  { request, atOnce, tasks }: Batch,
  { name, output, profile, command }: ScriptOptions,
): string => {
  const { modules, setup } = profile
  const cases = tasks.flatMap((task, index) => [
    `  ${index}) set -- \\`,
    ...task.map(({ order }, at) => {
      const end = at === task.length - 1 ? " ;;" : " \\"
      return `    ${shellWord(ordersBeside(order.file).orders)}${end}`
    }),
    ...task.map(({ order: { spec } }) => `    # ${spec.key.slice(0, 8)} ${remark(spec.label)}`),
  ])
  return [
    "#!/bin/bash",
    ...[
      `--job-name=${name}`,
      `--output=${output}`,
      "--open-mode=append",
      ...optionsOf(request, profile),
      `--array=0-${tasks.length - 1}`,
      "--requeue",
      `--signal=B:USR1@${Math.min(warnBefore, Math.floor(request.minutes * 30))}`,
    ].map((each) => `#SBATCH ${each}`),
    "",
    ...(modules.length === 0 ? [] : [`module load ${modules.map(shellWord).join(" ")}`]),
    ...setup,
    'case "$SLURM_ARRAY_TASK_ID" in',
    ...cases,
    "esac",
    // In place of the shell, so that it gets the signals.
    `exec ${command.map(shellWord).join(" ")} --at-once ${atOnce} "$@"`,
    "",
  ].join("\n")
}
