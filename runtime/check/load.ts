import type { AnyDefinition } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { AppliedSetting } from "../../dsl/setting.ts"
import type { Target } from "../../dsl/target.ts"
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

/** What is wrong with a file whose exports hold neither a table nor a figure. */
export const noTargets = (
  file: string,
  exports: readonly (readonly [string, string])[],
): readonly Fault[] => {
  const nameOf = (kind: string): string | undefined => {
    const name = exports.find(([, what]) => what === kind)?.[0]
    return name === "default" ? "results" : name
  }
  const [made, promised] = [nameOf("a function"), nameOf("a Promise")]
  const held = nameOf("a Map") ?? nameOf("a Set")
  const shown = exports.map(([name, what]) => `${name} (${what})`).join(", ")
  return [
    fault({
      what: `this file exports no table and no figure${shown === "" ? "" : `, only ${shown}`}`,
      where: { file },
      expected:
        "an export made by table(), or a figure by losses(), lines(), reconstructions(), segmentations() or tsne(), alone or in a list or a record",
      hint:
        promised !== undefined
          ? `wait for it: export const ${promised} = await ...`
          : made !== undefined
            ? `call the function: export const results = ${made}(...)`
            : held !== undefined
              ? `export what it holds as a list: export const ${held} = [...]`
              : "for example: export const results = table({ name, study, columns })",
    }),
  ]
}
