import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { existsSync } from "node:fs"
import { Effect, Predicate } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { Target } from "../../dsl/target.ts"
import { Faulty } from "../faults/faulty.ts"

/** What an experiment file exports that can be run or drawn, by name of the export. */
export interface ExperimentFile {
  readonly file: string
  readonly targets: ReadonlyMap<string, Target>
}

const isTarget = (value: unknown): value is Target =>
  Predicate.isObject(value) &&
  Predicate.hasProperty(value, "target") &&
  (value.target === "table" || value.target === "figure")

/** Where the file cannot be parsed. The parser is loaded only then. */
const unparsed = (file: string) =>
  Effect.promise(async () => {
    const { openSource } = await import("./source.ts")
    const { syntaxFaults } = await import("./typeFaults.ts")
    return syntaxFaults(openSource(file))
  })

const firstFrame = (error: Error, file: string) => {
  const frame = (error.stack ?? "").split("\n").find((line) => line.includes(file))
  const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame ?? "") ?? []
  return line === undefined || column === undefined
    ? { file }
    : { file, line: Number(line), column: Number(column) }
}

/**
 * Imports an experiment file. Fails when it is not there, does not evaluate, or exports neither a
 * table nor a figure.
 */
export const loadExperimentFile = Effect.fn("loadExperimentFile")(function* (path: string) {
  const file = resolve(path)
  if (!existsSync(file))
    return yield* new Faulty({
      faults: [
        {
          what: `there is no file ${path}`,
          where: { file },
          expected: "an experiment file in TypeScript",
          hint: "give its path, for example experiments/quickstart.ts",
        },
      ],
    })
  const module = yield* Effect.tryPromise({
    try: (): Promise<Readonly<Record<string, unknown>>> => import(pathToFileURL(file).href),
    catch: (cause) => (cause instanceof Error ? cause : new Error(String(cause))),
  }).pipe(
    Effect.catch(
      Effect.fnUntraced(function* (error) {
        const syntax = error instanceof SyntaxError ? yield* unparsed(file) : []
        const evaluation: Fault = {
          what: `${error.name}: ${error.message}`,
          where: firstFrame(error, file),
          expected: "a module that evaluates without an error",
          hint: "hint the code; a TypeScript editor shows where",
        }
        return yield* new Faulty({ faults: syntax.length > 0 ? syntax : [evaluation] })
      }),
    ),
  )
  const targets = new Map(
    Object.entries(module).flatMap(([name, value]) => (isTarget(value) ? [[name, value]] : [])),
  )
  if (targets.size === 0)
    return yield* new Faulty({
      faults: [
        {
          what: `${path} exports no table and no figure`,
          where: { file },
          expected:
            "an export made by table(), or a figure by losses(), lines(), reconstructions(), segmentations() or tsne()",
          hint: "for example: export const results = table({ name, study, columns })",
        },
      ],
    })
  return { file, targets } satisfies ExperimentFile
})
