import { fontFamily } from "./figures/font.ts"
import { element, markupText } from "./markup.ts"

/** A stage of the plan behind a report. */
export interface PlannedStage {
  readonly key: string
  readonly kind: string
  /** Names of the arms that use it. */
  readonly arms: readonly string[]
  /** Keys of the stages that it reads. */
  readonly inputs: readonly string[]
  readonly isDone: boolean
}

/** Stages of one kind that the same arms use, at one distance from the data. */
interface Box {
  readonly kind: string
  readonly depth: number
  readonly arms: readonly string[]
  readonly stages: readonly PlannedStage[]
}

/** Boxes of a column; where there are more, those of a kind are drawn as one. */
const most = 8
const [width, height, across, down] = [190, 56, 46, 14]

/** How many stages lie one after the other before each; stages come after their inputs. */
const depthsOf = (stages: readonly PlannedStage[]): ReadonlyMap<string, number> => {
  const depths = new Map<string, number>()
  for (const { key, inputs } of stages)
    depths.set(key, Math.max(0, ...inputs.map((input) => 1 + (depths.get(input) ?? 0))))
  return depths
}

const boxesOf = (stages: readonly PlannedStage[]): readonly Box[] => {
  const depths = depthsOf(stages)
  const depthOf = ({ key }: PlannedStage): number => depths.get(key) ?? 0
  const exact = (stage: PlannedStage): string =>
    JSON.stringify([depthOf(stage), stage.kind, stage.arms])
  const perDepth = Map.groupBy(stages, depthOf)
  const isCrowded = new Set(
    [...perDepth].flatMap(([depth, own]) => (new Set(own.map(exact)).size > most ? [depth] : [])),
  )
  const nameOf = (stage: PlannedStage): string =>
    isCrowded.has(depthOf(stage)) ? JSON.stringify([depthOf(stage), stage.kind]) : exact(stage)
  return [...Map.groupBy(stages, nameOf).values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const arms = [...new Set(own.flatMap((stage) => stage.arms))]
    return [{ kind: first.kind, depth: depthOf(first), arms, stages: own }]
  })
}

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}\u2026`

const armsText = (arms: readonly string[]): string =>
  arms.length > 2 ? `${arms.length} arms` : arms.join(", ")

/** The stages behind a report and which read which, as SVG: columns from the data to the scores. */
export const planGraph = (stages: readonly PlannedStage[]): string => {
  const columns = [...Map.groupBy(boxesOf(stages), ({ depth }) => depth)].toSorted(
    ([a], [b]) => a - b,
  )
  const placed = columns.flatMap(([depth, boxes]) =>
    boxes.map((box, row) => ({
      ...box,
      x: 1 + depth * (width + across),
      y: 1 + row * (height + down),
    })),
  )
  const boxOf = new Map(placed.flatMap((box) => box.stages.map(({ key }) => [key, box] as const)))
  const reads = new Map(
    placed.map((box) => {
      const inputs = box.stages.flatMap((stage) => stage.inputs)
      return [box, new Set(inputs.flatMap((key) => boxOf.get(key) ?? []))] as const
    }),
  )
  const lines = placed.flatMap((box) => {
    const read = [...(reads.get(box) ?? [])]
    // What is read through another box has its line there.
    const behind = new Set(read.flatMap((each) => [...(reads.get(each) ?? [])]))
    for (const each of behind) for (const further of reads.get(each) ?? []) behind.add(further)
    return read
      .filter((from) => !behind.has(from))
      .map((from) => {
        const [x, y] = [from.x + width, from.y + height / 2]
        const [toX, toY, bend] = [box.x, box.y + height / 2, across / 2]
        const d = `M${x} ${y}C${x + bend} ${y} ${toX - bend} ${toY} ${toX} ${toY}`
        return element("path", { d, fill: "none", stroke: "#999999" })
      })
  })
  const drawn = placed.map(({ kind, arms, stages: own, x, y }) => {
    const done = own.filter(({ isDone }) => isDone).length
    const fill = arms.length > 1 ? "#e3edf7" : "#ffffff"
    const text = (line: number, words: string, weight: number) =>
      element(
        "text",
        { x: x + 9, y: y + 16 * line, "font-weight": weight, fill: "#1a1a1a" },
        markupText(shortened(words, 27)),
      )
    return element(
      "g",
      {},
      element("title", {}, markupText(`${kind}: ${arms.slice(0, 30).join(", ")}`)),
      element("rect", { x, y, width, height, rx: 4, fill, stroke: "#767676" }),
      text(1, kind, 700),
      text(2, armsText(arms), 400),
      text(3, `${done} of ${own.length} done`, 400),
    )
  })
  const total = {
    width: 2 + Math.max(0, ...placed.map(({ x }) => x + width)),
    height: 2 + Math.max(0, ...placed.map(({ y }) => y + height)),
  }
  const words = `Stages from the data to the scores: ${columns.map(([, boxes]) => [...new Set(boxes.map(({ kind }) => kind))].join(" and ")).join(", then ")}`
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      ...total,
      viewBox: `0 0 ${total.width} ${total.height}`,
      role: "img",
      "font-family": fontFamily,
      "font-size": 11.5,
    },
    element("title", {}, markupText(words)),
    ...lines,
    ...drawn,
  )
}
