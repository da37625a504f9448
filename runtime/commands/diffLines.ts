import type { FieldDifference, StageDifference } from "../results/armDifference.ts"
import type { FieldOrigin } from "../results/fieldOrigins.ts"
import type { PlainDifference } from "../results/plainDifference.ts"
import { printable } from "../units/printable.ts"
import { columns } from "./columns.ts"
import { shortJson, valueText } from "../results/fieldOrigins.ts"

/** How two arms compare: names of both, one where they are called alike. */
export interface ArmDifference {
  readonly arms: readonly string[]
  readonly fields: readonly FieldDifference[]
  readonly stages: readonly StageDifference[]
}

/** How two files, commits or arms compare. */
export interface FileDifference {
  readonly a: string
  readonly b: string
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
  readonly arms: readonly ArmDifference[]
  /** Of tables and figures, besides their studies. */
  readonly targets: readonly PlainDifference[]
}

const sideRow = (name: string, found: FieldOrigin | undefined): readonly (readonly string[])[] => {
  if (found === undefined) return []
  const { written, source } = found
  const place = written ?? (source === undefined ? "" : `default: ${source}`)
  return [[name, valueText(found), place]]
}

const fieldLines = ({ field, a, b }: FieldDifference): readonly string[] => {
  const [one, other] = [b === undefined ? "only A" : "A", a === undefined ? "only B" : "B"]
  const rows = [...sideRow(one, a), ...sideRow(other, b)]
  return [`  ${field}`, ...columns(rows).map((line) => `    ${line}`)]
}

const stageLines = (stages: readonly StageDifference[]): readonly string[] => {
  const same = stages.filter(({ is }) => is === "same").map(({ role }) => role)
  const others = stages.filter(({ is }) => is !== "same")
  return [
    ...(same.length === 0 ? [] : [`  shared: ${same.join(", ")}`]),
    ...columns(
      others.map(({ role, is, because }) => [
        role,
        is === "different" ? `differs in ${because.join(", ")}` : is,
      ]),
    ).map((line) => `  ${line}`),
  ]
}

const armLines = (found: ArmDifference): readonly string[] => {
  if (found.fields.length === 0 && found.stages.every(({ is }) => is === "same"))
    return ["  nothing: the same values, the same stages"]
  return [
    ...(found.fields.length === 0
      ? ["  the same values"]
      : ["Values", ...found.fields.flatMap(fieldLines)]),
    "Stages",
    ...(found.stages.length === 0 ? ["  no seed in common"] : stageLines(found.stages)),
  ]
}

/** What differs, as a person reads it; arms that differ alike are told once. */
export const diffLines = (found: FileDifference): readonly string[] => {
  const groups = [...Map.groupBy(found.arms, (each) => armLines(each).join("\n"))]
  const lines = [
    `A  ${found.a}`,
    `B  ${found.b}`,
    ...(found.onlyA.length === 0 ? [] : [`only in A: ${found.onlyA.join(", ")}`]),
    ...(found.onlyB.length === 0 ? [] : [`only in B: ${found.onlyB.join(", ")}`]),
    ...groups.flatMap(([, arms]) => {
      const [first] = arms
      if (first === undefined) return []
      const names = arms.flatMap((each) => each.arms)
      if (first.arms.length > 1) return ["", ...armLines(first)]
      const isAll = groups.length === 1 && found.arms.length > 1
      return ["", isAll ? `all arms (${names.join(", ")})` : names.join(", "), ...armLines(first)]
    }),
    ...(found.targets.length === 0
      ? []
      : [
          "",
          "Tables and figures",
          ...found.targets.flatMap(({ path, a, b }) => [
            `  ${path}`,
            ...[["A", a] as const, ["B", b] as const].map(
              ([name, value]) =>
                `    ${name}  ${value === undefined ? "nothing" : shortJson(value)}`,
            ),
          ]),
        ]),
  ]
  return lines.map(printable)
}
