import { faultIf, faultUnless } from "./faultIf.ts"
import { suggestion } from "./closest.ts"
import { criticalDifferenceFaults } from "./criticalDifference.ts"
import { fault, type Fault } from "./fault.ts"
import { withoutFolds } from "./foldFaults.ts"
import type {
  Figure,
  LineFigure,
  ReconstructionFigure,
  TargetVarianceFigure,
  TsneFigure,
} from "./figure.ts"
import { numberFaults, share, wholeFrom, type Numbers } from "./optionNumbers.ts"
import { plainText } from "./plainKey.ts"
import { valueAt } from "./replace.ts"
import type { Arm } from "./study.ts"
import { unknownOptions } from "./unknownOptions.ts"

/** The x of an arm on a figure of lines; `undefined` where the arm lacks the factor or it is no number. */
export const placeOnAxis = ({ factors, experiment }: Arm, factor: string): number | undefined => {
  const value = Object.hasOwn(factors, factor) ? valueAt(experiment, factor) : undefined
  return typeof value === "number" ? value : undefined
}

const lineFaults = ({ name, factor, columns, study, spread }: LineFigure): readonly Fault[] => {
  const having = study.arms.filter((arm) => Object.hasOwn(arm.factors, factor))
  const factors = [...new Set(study.arms.flatMap((arm) => Object.keys(arm.factors)))]
  const odd = having.filter((arm) => placeOnAxis(arm, factor) === undefined)
  const where = { field: "factor" }
  return [
    ...(spread === "folds" ? withoutFolds(`figure ${name}`, study.arms) : []),
    ...faultIf(columns.length === 0, () => ({
      what: `figure ${name} has no columns`,
      where: { field: "columns" },
    })),
    ...faultIf(having.length === 0, () => ({
      what: `figure ${name} is drawn over "${factor}", which is no factor of study ${study.name}`,
      where,
      expected: `one of ${factors.join(", ") || "(the study has no factors)"}`,
      hint: suggestion(factor, factors),
    })),
    ...odd.map((arm) =>
      fault({
        what: `figure ${name}: ${factor} of arm "${arm.name}" is no number`,
        where,
        expected: "a factor whose values are numbers",
        hint: "draw a table instead",
      }),
    ),
  ]
}

/** Colours that are none: an SVG would paint them black. */
const classFaults = ({
  name,
  classes = [],
}: Pick<TsneFigure, "name"> & {
  readonly classes?: readonly { readonly colour: string }[]
}): readonly Fault[] =>
  classes.flatMap(({ colour }, index) =>
    faultUnless(/^#[0-9a-f]{6}$/i.test(colour), () => ({
      what: `figure ${name}: the colour of class ${index} is "${colour}"`,
      where: { field: `classes.${index}.colour` },
      expected: "a colour as #rrggbb, such as #1f4ed8",
    })),
  )

const tsneFaults = ({ name, label, classes, study }: TsneFigure): readonly Fault[] => {
  const lacking = study.arms
    .map(({ experiment: { dataset } }) => dataset)
    .filter((dataset) => !(label in dataset.labels))
    .slice(0, 1)
  return [
    ...classFaults({ name, ...(classes === undefined ? {} : { classes }) }),
    ...lacking.map(({ kind, labels }) =>
      fault({
        what: `figure ${name} is coloured by "${label}", which ${kind} does not have`,
        where: { field: "label" },
        expected: `one of ${Object.keys(labels).join(", ") || "(no label is declared)"}`,
        hint: suggestion(label, Object.keys(labels)),
      }),
    ),
  ]
}

/** Arms of one data set, crop and patch: their lines would be one. */
const sameLines = ({ name, study }: TargetVarianceFigure): readonly Fault[] =>
  [
    ...Map.groupBy(study.arms, ({ experiment: { dataset, encoder } }) =>
      plainText([dataset, encoder]),
    ).values(),
  ].flatMap((arms) =>
    faultIf(arms.length !== 1, () => ({
      what: `figure ${name}: the lines of ${arms.map((arm) => `"${arm.name}"`).join(" and ")} are the same`,
      where: { field: "study" },
      expected: "arms that differ in data set, crop or patch, which alone are read",
      hint: "leave one of them out",
    })),
  )

const varianceFaults = (figure: TargetVarianceFigure): readonly Fault[] => {
  const { name, ratios } = figure
  const wrong = (field: string, value: unknown, expected: string): Fault =>
    fault({ what: `figure ${name}: ${field} is ${String(value)}`, where: { field }, expected })
  return [
    ...sameLines(figure),
    ...(ratios.length > 0 ? [] : [wrong("ratios", "empty", "a share or more")]),
    ...ratios.flatMap((ratio, index) =>
      ratio > 0 && ratio < 1 ? [] : [wrong(`ratios.${index}`, ratio, "a share between 0 and 1")],
    ),
  ]
}

/** The task of which reconstructions show the expert's regions: a plan would not miss it. */
const expertFaults = ({ name, task, study }: ReconstructionFigure): readonly Fault[] => {
  const names = [
    ...new Set(
      study.arms.flatMap(({ experiment: { tasks } }) =>
        Object.entries(tasks).flatMap(([key, { of }]) => (of === "masks" ? [key] : [])),
      ),
    ),
  ]
  if (task === undefined) return []
  return faultUnless(names.includes(task), () => ({
    what: `figure ${name} shows the expert's regions of "${task}", which is no task of regions`,
    where: { field: "task" },
    expected: `one of ${names.join(", ") || "(no task of regions is declared)"}`,
    hint: suggestion(task, names),
  }))
}

/** What is wrong with how a figure reads its study. */
export const figureFaults = (figure: Figure): readonly Fault[] => {
  const reads = figure.kind === "criticalDifference" ? "table" : "study"
  const known = [...options[figure.kind], "name", "caption", "panelOf", reads]
  return [
    ...unknownOptions(figure, [...known, "target", "kind"], figure.kind),
    ...numberFaults(figure, numbers[figure.kind] ?? {}),
    ...(figure.kind === "lines" ? lineFaults(figure) : []),
    ...(figure.kind === "reconstructions" ? expertFaults(figure) : []),
    ...(figure.kind === "tsne" ? tsneFaults(figure) : []),
    ...(figure.kind === "criticalDifference" ? criticalDifferenceFaults(figure) : []),
    ...(figure.kind === "targetVariance" ? varianceFaults(figure) : []),
  ]
}

const seed = wholeFrom(0, 0)

const numbers: { readonly [K in Figure["kind"]]?: Numbers } = {
  criticalDifference: { level: share(0.05) },
  targetVariance: { samples: wholeFrom(2, 32, ": a variance needs two draws"), seed },
  tsne: {
    perplexity: {
      isRight: (value) => Number.isFinite(value) && value >= 1,
      expected: "a number of 1 or more, below a third of the subjects shown",
      usual: 30,
    },
    seed,
  },
}

const options: Readonly<Record<Figure["kind"], readonly string[]>> = {
  losses: [],
  reconstructions: ["subjects", "task"],
  segmentations: ["subjects", "task"],
  criticalDifference: ["level"],
  targetVariance: ["ratios", "samples", "seed"],
  lines: ["factor", "axis", "columns", "spread"],
  tsne: ["label", "classes", "subjects", "perplexity", "seed"],
}
