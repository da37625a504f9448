import { faultIf, faultUnless } from "./faultIf.ts"
import { nameFaults, spelt } from "./alikeNames.ts"
import { closest } from "./closest.ts"
import { columnHint } from "./columnHint.ts"
import type { AnyDefinition } from "./component.ts"
import { builtIn } from "./definitions.ts"
import type { Experiment } from "./experiment.ts"
import { columnText } from "./column.ts"
import { fault, type Fault } from "./fault.ts"
import type { StudyFigure } from "./figure.ts"
import { measuredColumns } from "./measuredColumns.ts"
import { populationFaults } from "./populations.ts"
import { publishedFaults } from "./publishedFaults.ts"
import { noStudy, rowFaults } from "./rowFaults.ts"
import { repeated } from "./repeated.ts"
import { sameArmFaults, type UsesEncoder } from "./sameArms.ts"
import type { Arm, Study } from "./study.ts"
import { unknownPath, type UnknownPath } from "./unknownPath.ts"
import { conventionFaults } from "./conventionFaults.ts"
import { figureFaults } from "./figureFaults.ts"
import { tableFaults } from "./tableFaults.ts"
import { tableShapeFaults } from "./tableShapes.ts"
import { blockTables, type BlockTable, type Table } from "./table.ts"
import { armsOf, type Target } from "./target.ts"

const armFaults = (study: Study): readonly Fault[] => {
  const names = study.arms.map(({ name }) => name)
  const labels = new Map<string, Set<string>>()
  for (const { name, factors } of study.arms)
    for (const [path, label] of Object.entries(factors)) {
      // Those of `arms` and of one factor are the arms' own names.
      if (label === name) continue
      const known = labels.get(path) ?? new Set()
      labels.set(path, known.add(label))
    }
  const paths = new Set(study.arms.flatMap((arm) => Object.keys(arm.factors)))
  return [
    ...nameFaults("arms", names, "study"),
    ...[...labels].flatMap(([path, known]) =>
      nameFaults(`values of factor "${path}"`, known, `factor ${path}`),
    ),
    ...faultIf(study.arms.length === 0, () => ({
      what: `study ${study.name} has no arms`,
      where: { field: "study" },
      expected: "one value of each factor at least",
      hint: "give each factor a value",
    })),
    ...[...new Set(repeated(names))].map((name) =>
      fault({
        what: `two arms of study ${study.name} are called "${name}"`,
        where: { field: "study" },
        expected: "a name of its own for each arm",
        hint: "give the values as a record: { name: value, ... }",
      }),
    ),
    ...faultIf(study.short !== undefined, () => ({
      what: `factors of study ${study.name} have unequal numbers of values`,
      where: { field: "study" },
      expected: "as many values for each factor that is zipped",
      hint: `give ${[...paths].join(", ")} the same number of values`,
    })),
  ]
}

const columnFaults = (target: BlockTable | StudyFigure): readonly Fault[] => {
  if (!("columns" in target)) return []
  const texts = target.columns.map(columnText)
  const twice = texts.flatMap((column, index) =>
    faultIf(texts.indexOf(column) < index, () => ({
      what: `${target.target} ${target.name} has the column "${column}" twice`,
      where: { field: `columns.${index}` },
      expected: "each column once",
      hint: "leave one of them out",
    })),
  )
  const none = faultIf(target.target === "table" && texts.length === 0, () => ({
    what: `table ${target.name} has no columns`,
    where: { field: "columns" },
    expected: "one column or more",
    hint: 'for example columns: ["lesion.dice.WT"]',
  }))
  const tasks = new Map(target.study.arms.map(({ experiment }) => [experiment.tasks, experiment]))
  const columns = [...tasks.values()].flatMap(measuredColumns)
  const measured = [...new Set(columns.map(({ column }) => columnText(column)))]
  const known = new Set(measured)
  const unknown = texts.flatMap((column, index) =>
    faultUnless(known.has(column), () => ({
      what: `nothing measures column "${column}"`,
      where: { field: `columns.${index}` },
      expected: `one of ${measured.join(", ")}`,
      hint: columnHint(column, measured),
    })),
  )
  return [...none, ...twice, ...unknown]
}

/** A fault of a path: what could stand there, never what stands there by mistake. */
const pathFault = (
  what: string,
  path: string,
  { known, key, candidates }: UnknownPath,
  isField: (path: string) => boolean,
): Fault => {
  const depth = known === "" ? 0 : known.split(".").length
  const wrong = known === "" ? key : `${known}.${key}`
  const rest = path.split(".").slice(depth + 1)
  const near = closest(wrong, candidates)
  const whole = near === undefined ? undefined : [near, ...rest].join(".")
  const meant = whole !== undefined && isField(whole) ? whole : near
  return fault({
    what,
    where: { field: path },
    expected:
      candidates.length === 0
        ? "the dotted path of a field"
        : `the dotted path of a field: ${candidates.join(", ")}`,
    hint:
      candidates.length === 0
        ? `"${known}" has no fields of its own: replace it as a whole`
        : meant === undefined
          ? `choose one of ${candidates.join(", ")}`
          : `did you mean "${meant}"?`,
  })
}

/** The fault of a path that none of some experiments has; `undefined` where one has it. */
export const noneHas = (
  experiments: readonly Experiment[],
  path: string,
  definitions: readonly AnyDefinition[],
  what: string,
): Fault | undefined => {
  const unknown = experiments.map((each) => unknownPath(each, path, definitions))
  const told = unknown.flatMap((each) => each ?? [])
  if (told.length < unknown.length) return undefined
  // What has most to choose from is nearest to what was meant: an arm from scratch has no epochs.
  const [best] = told.toSorted((a, b) => b.candidates.length - a.candidates.length)
  const isField = (one: string) =>
    experiments.some((each) => unknownPath(each, one, definitions) === undefined)
  return best === undefined ? undefined : pathFault(what, path, best, isField)
}

/** Factors of an arm that are no field of its experiment: they change nothing. */
export const unknownFactors = (
  { factors, experiment }: Pick<Arm, "factors" | "experiment">,
  definitions: readonly AnyDefinition[],
): readonly Fault[] =>
  Object.keys(factors).flatMap(
    (path) =>
      noneHas([experiment], path, definitions, `factor "${path}" is no field of the experiment`) ??
      [],
  )

/** Scales of an experiment that replace what no arm of its study has. */
const scaleFaults = (study: Study, definitions: readonly AnyDefinition[]): readonly Fault[] => {
  const scales = new Map<object, Experiment[]>()
  for (const { experiment } of study.arms) {
    const arms = scales.get(experiment.scales) ?? []
    scales.set(experiment.scales, arms)
    arms.push(experiment)
  }
  return [...scales].flatMap(([, experiments]) =>
    Object.entries(experiments[0]?.scales ?? {}).flatMap(([name, overrides]) =>
      Object.keys(overrides).flatMap((path) => {
        const found = noneHas(
          experiments,
          path,
          definitions,
          `scale "${name}" replaces "${path}", which no arm has`,
        )
        return found === undefined ? [] : [{ ...found, where: { field: `scales.${name}.${path}` } }]
      }),
    ),
  )
}

/** A network is on the encoder unless it is known to stand alone. */
const anyNetwork: UsesEncoder = () => true

/** The figure that a target is a panel of. */
const wholeOf = (target: Target): string | undefined =>
  target.target === "figure" && target.kind !== "criticalDifference" ? target.panelOf : undefined

/** Names that cannot be the name of a file on every machine. */
const fileNameFaults = (target: string, name: string, field: string): readonly Fault[] =>
  faultUnless(name !== "" && !/[/\\:*?"<>|\n]/.test(name) && !/^[. ]|[. ]$/.test(name), () => ({
    what: `a ${target} is called ${JSON.stringify(name)}`,
    where: { field },
    expected:
      'a name for its files: without / \\ : * ? " < > |, not empty, no dot or space at its ends',
    hint: "use words and dashes; what people read goes into the caption",
  }))

/** Whether a table has no columns, which is told as that. */
const readsNothing = (target: BlockTable | StudyFigure): boolean =>
  "columns" in target && target.columns.length === 0

/** What is wrong with a study and the columns that a target reads of it. */
const blockFaults = (
  target: BlockTable | StudyFigure,
  definitions: readonly AnyDefinition[],
  usesEncoder: UsesEncoder,
  isUnsound: (arm: Arm) => boolean,
): readonly Fault[] =>
  target.study.arms.length === 0
    ? armFaults(target.study)
    : [
        ...armFaults(target.study),
        ...scaleFaults(target.study, definitions),
        ...columnFaults(target),
        ...(target.study.arms.some(isUnsound) || readsNothing(target)
          ? []
          : sameArmFaults(target, usesEncoder)),
        ...("columns" in target ? [...conventionFaults(target), ...populationFaults(target)] : []),
      ]

/** What is wrong with a table's options. */
const tableOptionFaults = (
  table: Table,
  definitions: readonly AnyDefinition[],
): readonly Fault[] => {
  const misshapen = tableShapeFaults(table)
  return misshapen.length > 0
    ? misshapen
    : [...tableFaults(table), ...rowFaults(table), ...publishedFaults(table, definitions)]
}

/** What is wrong with the studies and columns of targets, apart from their experiments. */
export const targetFaults = (
  target: Target,
  definitions: readonly AnyDefinition[] = builtIn,
  usesEncoder: UsesEncoder = anyNetwork,
  isUnsound: (arm: Arm) => boolean = (arm) => unknownFactors(arm, definitions).length > 0,
): readonly Fault[] => {
  if (target.target === "figure" && target.kind === "criticalDifference")
    return [
      ...targetFaults(target.table, definitions, usesEncoder, isUnsound),
      ...figureFaults(target),
    ]
  const blocks = target.target === "table" ? blockTables(target) : [target]
  const ofBlocks = blocks.flatMap((each) => blockFaults(each, definitions, usesEncoder, isUnsound))
  if (armsOf(target).length === 0)
    return target.target === "table" ? [...ofBlocks, ...noStudy(target)] : ofBlocks
  return [
    ...fileNameFaults(target.target, target.name, "name"),
    ...fileNameFaults("figure", wholeOf(target) ?? "figure", "panelOf"),
    ...ofBlocks,
    ...(target.target === "table" ? tableOptionFaults(target, definitions) : figureFaults(target)),
  ]
}

/** A name of files as every machine tells them apart: not by capitals, nor by how accents are written. */
const fileName = (name: string): string => name.normalize("NFC").toLowerCase()

/** Targets of one name, and figures made of panels with the name of a target: their files would overwrite each other. */
export const targetNameFaults = (
  targets: readonly Target[],
): readonly { readonly target: Target; readonly fault: Fault }[] => {
  const first = new Map<string, Target>()
  // A name that is no text is told as that.
  const named = targets.filter(({ name }) => typeof name === "string")
  const twice = named.flatMap((target) => {
    const other = first.get(fileName(target.name))
    if (other === undefined) first.set(fileName(target.name), target)
    return faultIf(other !== undefined, () => ({
      what:
        target.name === other?.name
          ? `two targets are called "${target.name}"`
          : `the names ${spelt(target.name)} and ${spelt(other?.name ?? "")} differ in capitals or in how accents are written alone`,
      where: { field: "name" },
      expected: "a name of its own for each table and figure: their files carry it",
      hint: "give one of them another name",
    })).map((each) => ({ target, fault: each }))
  })
  const wholes = targets.flatMap((target) => {
    const whole = wholeOf(target)
    const other = whole === undefined ? undefined : first.get(fileName(whole))
    return faultIf(other !== undefined, () => ({
      what: `panelOf is ${JSON.stringify(whole)}, and a ${other?.target} is called so`,
      where: { field: "panelOf" },
      expected: "a name of its own for the figure that the panels make",
      hint: "give one of them another name",
    })).map((each) => ({ target, fault: each }))
  })
  return [...twice, ...wholes]
}
