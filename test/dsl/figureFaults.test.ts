import { parseColumn } from "../../dsl/column.ts"
import { describe, expect, it } from "vitest"
import {
  adam,
  arms,
  dice,
  grid,
  lines,
  losses,
  mae,
  reconstructions,
  table,
  targetVariance,
  tsne,
  type Target,
} from "../../dsl/index.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { targetFaults, targetNameFaults } from "../../dsl/studyFaults.ts"
import { base, study } from "../reports/study.ts"

const told = (figure: Target): string =>
  targetFaults(figure)
    .map(({ what, hint }) => `${what}; ${hint ?? ""}`)
    .join("\n")

const factor = "tasks.glioma.labelFraction"
const fractions = grid(base, { [factor]: [0.2, 1] })
const columns = ["glioma.dice.WT"] as const

describe("a figure of lines", () => {
  it("is without fault over a numeric factor", () => {
    expect(told(lines({ name: "f", study: fractions, factor, columns }))).toBe("")
  })

  it("needs a factor of the study", () => {
    const figure = lines({ name: "f", study: fractions, factor: "tasks.glioma.epochs", columns })
    expect(told(figure)).toContain(
      `drawn over "tasks.glioma.epochs", which is no factor of study tiny`,
    )
  })

  it("needs numbers along the axis", () => {
    const figure = lines({ name: "f", study, factor: "pretraining", columns })
    expect(told(figure)).toContain(`pretraining of arm "MAE" is no number`)
  })

  it("needs folds for a deviation over them", () => {
    const figure = lines({ name: "f", study: fractions, factor, columns, spread: "folds" })
    expect(told(figure)).toContain("figure f is over folds, and ")
  })

  it("needs columns that are measured, under one convention", () => {
    const figure = lines({ name: "f", study: fractions, factor, columns })
    expect(told({ ...figure, columns: [parseColumn("glioma.dice.WX")] })).toContain(
      `nothing measures column "glioma.dice.WX"`,
    )
    expect(told({ ...figure, columns: [] })).toContain("has no columns")
    const [first, second] = fractions.arms
    const metrics = [dice({ empty: "one" })]
    const other = { ...second!, experiment: replaceAt(base, "tasks.glioma.metrics", metrics) }
    expect(told({ ...figure, study: { ...fractions, arms: [first!, other] } })).toContain(
      "of figure f mixes conventions",
    )
  })
})

it("reconstructions of intensities and of normalised patches share no column", () => {
  const training = { epochs: 1, batch: 2, optimizer: adam({ lr: 1e-3 }) }
  const study = grid(base, {
    pretraining: {
      plain: mae({ ...training }),
      normalised: mae({ ...training, normalizedTarget: true }),
    },
  })
  const mixed = table({ name: "t", study, columns: ["pretraining.mse"] })
  expect(told(mixed)).toContain(
    '"intensities" (plain) and "patches normalised by their own mean and deviation" (normalised)',
  )
})

describe("a figure of reconstructions", () => {
  it("needs a task of regions to show the expert's", () => {
    const figure = reconstructions({ name: "f", study, task: "glioma" })
    expect(told(figure)).toBe("")
    expect(told({ ...figure, task: "gloma" })).toContain(
      `which is no task of regions; did you mean "glioma"?`,
    )
  })
})

describe("a figure of t-SNE", () => {
  it("is without fault for a label of the data set", () => {
    expect(told(tsne({ name: "f", study, label: "subtype" }))).toBe("")
  })

  it("needs a label, a perplexity and a seed that there can be", () => {
    const classes = [
      { title: "a", colour: "blue" },
      { title: "b", colour: "#ff0000" },
    ] as const
    const figure = tsne({ name: "f", study, label: "subtype", classes, perplexity: 0.5, seed: -1 })
    const text = told({ ...figure, label: "subtpye" })
    expect(text).toContain(
      `coloured by "subtpye", which phantom does not have; did you mean "subtype"?`,
    )
    expect(text).toContain("perplexity is 0.5")
    expect(text).toContain("seed is -1")
    expect(text).toContain('the colour of class 0 is "blue"')
    expect(text).not.toContain("class 1")
  })
})

describe("a figure of Var(X_t)", () => {
  it("needs shares, draws, and arms of data of their own", () => {
    const figure = targetVariance({ name: "f", study, ratios: [0.5, 1], samples: 1, seed: 0.5 })
    const text = told(figure)
    expect(text).toContain("ratios.1 is 1")
    expect(text).toContain("samples is 1")
    expect(text).toContain("seed is 0.5")
    expect(text).toContain("are the same")
    const [arm] = study.arms
    expect(told(targetVariance({ name: "f", study: { ...study, arms: arm ? [arm] : [] } }))).toBe(
      "",
    )
  })
})

it("tells of panels whose figure would have the files of another target", () => {
  const one = arms(base, { One: {} })
  const panel = losses({ name: "figure10a", panelOf: "Figure10", study: one })
  const whole = losses({ name: "figure10", study: one })
  expect(targetNameFaults([panel])).toEqual([])
  expect(
    targetNameFaults([panel, whole]).map(({ fault: { what, where } }) => [what, where]),
  ).toEqual([['panelOf is "Figure10", and a figure is called so', { field: "panelOf" }]])
  const slash = losses({ name: "figure10b", panelOf: "figure/10", study: one })
  expect(targetFaults(slash).map(({ where }) => where.field)).toContain("panelOf")
})
