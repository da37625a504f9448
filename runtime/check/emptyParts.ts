import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { mismatchOf } from "./explainType.ts"
import { positionOf, type Source } from "./source.ts"

type Part = "regions" | "tasks"

/** The part that an experiment has to have for a column, where the type checker knows no column of its kind. */
const lackedBy = (diagnostic: ts.Diagnostic): Part | undefined => {
  const { given, allowed } = mismatchOf(diagnostic) ?? { given: "", allowed: [] }
  const [, task, metric, region] = /^"([^".]+)\.([^".]+)(\.[^".]+)?"$/.exec(given) ?? []
  if (task === undefined || allowed.length === 0) return undefined
  if (allowed.every((each) => each.startsWith('"pretraining.'))) return "tasks"
  const own = allowed.filter((each) => each.startsWith(`"${task}.${metric}.`))
  return region !== undefined && own.length === 1 && own[0] === `"${task}.${metric}.*"`
    ? "regions"
    : undefined
}

const bare = (node: ts.Expression): ts.Expression =>
  ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)
    ? bare(node.expression)
    : node

const isEmpty = {
  regions: (node: ts.Expression): boolean =>
    ts.isArrayLiteralExpression(node) && node.elements.length === 0,
  tasks: (node: ts.Expression): boolean =>
    ts.isObjectLiteralExpression(node) && node.properties.length === 0,
} as const

/** Where the author's files write a part that is empty. */
const emptyIn = ({ authors }: Source, part: Part): readonly ts.Node[] => {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === part) {
      const value = bare(node.initializer)
      if (isEmpty[part](value)) found.push(value)
    }
    ts.forEachChild(node, visit)
  }
  authors.forEach(visit)
  return found
}

const said = {
  regions: {
    what: "no region is named",
    expected: "one region or more: columns read them",
    hint: 'name the regions, as in regions: ["WT"]',
  },
  tasks: {
    what: "the experiment has no task",
    expected: "a task for the columns that read one",
    hint: "name one: tasks: { NAME: segmentation({ ... }) }; or read pretraining.* alone",
  },
} as const

/** A list of regions or a record of tasks that is empty, in place of the columns that do not fit it. */
export const withEmptyParts = (
  source: Source,
  diagnostics: readonly ts.Diagnostic[],
): { readonly empty: readonly Fault[]; readonly others: readonly ts.Diagnostic[] } => {
  const lacked = new Map(diagnostics.map((each) => [each, lackedBy(each)]))
  const parts = [...new Set(lacked.values())].flatMap((part) => {
    const nodes = part === undefined ? [] : emptyIn(source, part)
    return part === undefined || nodes.length === 0 ? [] : [{ part, nodes }]
  })
  return {
    empty: parts.flatMap(({ part, nodes }) =>
      nodes.map((node) => fault({ ...said[part], where: positionOf(node) })),
    ),
    others: diagnostics.filter((each) => !parts.some(({ part }) => part === lacked.get(each))),
  }
}
