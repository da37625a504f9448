import { existsSync, readFileSync } from "node:fs"
import { relative } from "node:path"
import { codeFrameColumns } from "@babel/code-frame"
import type { Fault, Place } from "../../dsl/fault.ts"

const placeOf = ({ file, line, column, subject, field }: Place): string => {
  const near = file === undefined ? undefined : relative(process.cwd(), file)
  const path = near === undefined || near === "" || near.startsWith("..") ? file : near
  const position = [path, line, column].filter((part) => part !== undefined).join(":")
  return [position, subject === undefined ? "" : `subject ${subject}`, field ?? ""]
    .filter((part) => part !== "")
    .join("  ")
}

const frameOf = ({ file, line, column }: Place): readonly string[] => {
  if (file === undefined || line === undefined || !existsSync(file)) return []
  const code = readFileSync(file, "utf8")
  return codeFrameColumns(
    code,
    { start: { line, column: (column ?? 1) - 1 } },
    { linesAbove: 1, linesBelow: 1 },
  ).split("\n")
}

/** A fault as a person reads it: what, where with the code, what was expected, and a hint. */
const showFault = (fault: Fault): string =>
  [
    `error: ${fault.what}`,
    ...(placeOf(fault.where) === "" ? [] : [`  at ${placeOf(fault.where)}`]),
    ...frameOf(fault.where).map((line) => `    ${line}`),
    ...(fault.expected === undefined ? [] : [`  expected: ${fault.expected}`]),
    ...(fault.hint === undefined ? [] : [`  hint: ${fault.hint}`]),
  ].join("\n")

/** Odd things that are no faults, each kind once: how often it is found, and where first. */
export const showWarnings = (warnings: readonly Fault[]): string =>
  [...Map.groupBy(warnings, ({ what, hint }) => `${what} ${hint ?? ""}`).values()]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [
            [
              `warning: ${first.what}`,
              ...(placeOf(first.where) === ""
                ? []
                : [
                    `  at ${placeOf(first.where)}${others.length === 0 ? "" : `, and ${others.length} more`}`,
                  ]),
              ...(first.hint === undefined ? [] : [`  hint: ${first.hint}`]),
            ].join("\n"),
          ],
    )
    .join("\n\n")

/** All faults, and how many there are. */
export const showFaults = (faults: readonly Fault[]): string =>
  [...faults.map(showFault), `${faults.length} ${faults.length === 1 ? "fault" : "faults"}`].join(
    "\n\n",
  )
