import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { Effect } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { AppliedSetting } from "../../dsl/setting.ts"
import type { Target } from "../../dsl/target.ts"
import { Faulty } from "../faults/faulty.ts"
import type { WrittenAt } from "./written.ts"

/** What an experiment file exports that can be run or drawn. */
export interface ExperimentFile {
  readonly file: string
  readonly targets: readonly Target[]
  /** What the command line has set in it. */
  readonly settings: readonly AppliedSetting[]
  /** Of every component in it, those from outside the package too. */
  readonly definitions: readonly AnyDefinition[]
  readonly written: WrittenAt
}

/** The full path of an experiment file that is there. */
export const existing = (path: string): Effect.Effect<string, Faulty> => {
  const file = resolve(path)
  return existsSync(file)
    ? Effect.succeed(file)
    : Effect.fail(
        new Faulty({
          faults: [
            fault({
              what: `there is no file ${path}`,
              where: { file },
              expected: "an experiment file in TypeScript",
              hint: "give its path, for example experiments/quickstart.ts",
            }),
          ],
        }),
      )
}

/** What is wrong with a file whose exports hold neither a table nor a figure. */
export const noTargets = (
  file: string,
  exports: readonly (readonly [string, string])[],
): readonly Fault[] => {
  const made = exports.find(([, what]) => what === "a function")
  const shown = exports.map(([name, what]) => `${name} (${what})`).join(", ")
  return [
    fault({
      what: `this file exports no table and no figure${shown === "" ? "" : `, only ${shown}`}`,
      where: { file },
      expected:
        "an export made by table(), or a figure by losses(), lines(), reconstructions(), segmentations() or tsne(), alone or in a list or a record",
      hint:
        made === undefined
          ? "for example: export const results = table({ name, study, columns })"
          : `call the function: export const results = ${made[0] === "default" ? "make" : made[0]}(...)`,
    }),
  ]
}
