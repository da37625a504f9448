import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { writeFileAtomically } from "../../files/writeFileAtomically.ts"
import { writeJsonFile } from "../../files/jsonFile.ts"

/** Where a job's files lie, and which task of which batch it is. */
const JobEntry = Schema.Struct({
  /** The worker's spec; what else there is of the job lies beside it. */
  spec: Schema.String,
  batch: Schema.String,
  task: Schema.Int,
})
export type JobEntry = typeof JobEntry.Type

const JobEntryJson = Schema.fromJsonString(JobEntry)

const TasksJson = Schema.fromJsonString(Schema.Array(Schema.Array(Schema.String)))

/** Name of a batch's job in Slurm, by which it is found again. */
export const jobName = (batch: string): string => `ablate-${batch}`

const readText = (file: string): string | null => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return null
  }
}

const removed = (path: string) => rmSync(path, { recursive: true, force: true })

const namesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder) : []

const write = (file: string, text: string) =>
  Effect.promise(() => writeFileAtomically(file, [Buffer.from(text)]))

/**
 * What is handed in to Slurm, as files of the shared store: a job by its token, a batch with its script,
 * its number and what its tasks print. A later process finds the jobs of one that died here.
 */
export const jobTable = (folder: string) => {
  const jobs = join(folder, "jobs")
  const batches = join(folder, "batches")
  const entryOf = (token: string) => join(jobs, `${token}.json`)
  const inBatch = (batch: string, ...parts: readonly string[]) => join(batches, batch, ...parts)
  return {
    scriptOf: (batch: string) => inBatch(batch, "script.sh"),
    setScript: (batch: string, text: string) => write(inBatch(batch, "script.sh"), text),
    /** `%a` stands for the number of the task. */
    outputOf: (batch: string) => inBatch(batch, "%a.log"),
    add: (token: string, entry: JobEntry) =>
      Effect.orDie(writeJsonFile(entryOf(token), JobEntryJson, entry)),
    get: (token: string): JobEntry | null =>
      Option.getOrNull(Schema.decodeOption(JobEntryJson)(readText(entryOf(token)) ?? "")),
    setNumber: (batch: string, number: string) => write(inBatch(batch, "number"), number),
    numberOf: (batch: string): string | null => readText(inBatch(batch, "number")),
    setSpecs: (batch: string, tasks: readonly (readonly string[])[]) =>
      Effect.orDie(writeJsonFile(inBatch(batch, "specs.json"), TasksJson, tasks)),
    /** Specs of all stages of the task that a job is of. */
    specsOf: ({ batch, task, spec }: JobEntry): readonly string[] => {
      const text = readText(inBatch(batch, "specs.json")) ?? ""
      const tasks = Option.getOrElse(Schema.decodeOption(TasksJson)(text), () => [])
      return tasks[task] ?? [spec]
    },
    /** The last line that a task printed, such as why its worker did not start. */
    lastLine: ({ batch, task }: JobEntry): string =>
      (readText(inBatch(batch, `${task}.log`)) ?? "").trimEnd().split("\n").at(-1) ?? "",
    /** Forgets jobs whose files are gone, which their runs have done with, and batches without jobs. */
    tidy: Effect.sync(() => {
      const kept = new Set<string>()
      for (const name of namesIn(jobs)) {
        const entry = Schema.decodeOption(JobEntryJson)(readText(join(jobs, name)) ?? "")
        if (Option.isNone(entry)) continue
        if (existsSync(dirname(entry.value.spec))) kept.add(entry.value.batch)
        else removed(join(jobs, name))
      }
      // One that is being handed in has no jobs in the table yet, and no number.
      for (const batch of namesIn(batches))
        if (!kept.has(batch) && existsSync(inBatch(batch, "number"))) removed(inBatch(batch))
    }).pipe(Effect.ignore),
  }
}
export type JobTable = ReturnType<typeof jobTable>
