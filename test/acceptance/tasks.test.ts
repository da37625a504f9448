import { cpSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { lesionRadius } from "../../runtime/data/datasets/phantom/lesion.ts"
import { ablate, temporaryFolder, type Ended } from "./ablate.ts"

const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        columns: Schema.Array(Schema.Struct({ name: Schema.String })),
        rows: Schema.Array(
          Schema.Struct({
            cells: Schema.Array(Schema.Struct({ mean: Schema.NullOr(Schema.Finite) })),
          }),
        ),
      }),
    ),
  }),
)
const Numbers = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  predictions: Schema.Array(Schema.Finite),
  truths: Schema.Array(Schema.Finite),
})
const Meta = Schema.fromJsonString(
  Schema.Struct({
    expert: Schema.Struct({
      shape: Schema.Array(Schema.Int),
      labelValues: Schema.Array(Schema.Struct({ count: Schema.Int })),
    }),
  }),
)
const History = Schema.Struct({
  rows: Schema.Array(Schema.Struct({ terms: Schema.Record(Schema.String, Schema.Finite) })),
})

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

describe("tasks from outside, through the command line", () => {
  const folder = temporaryFolder()
  const results = join(folder, "tasks/.ablate")
  let [checked, planned, ran]: (Ended | undefined)[] = []
  beforeAll(async () => {
    for (const name of ["tasks", "extension"])
      cpSync(fileURLToPath(new URL(`./${name}`, import.meta.url)), join(folder, name), {
        recursive: true,
      })
    const at = join(folder, "tasks")
    checked = await ablate(["check", "study.ts"], at)
    planned = await ablate(["plan", "study.ts", "--json"], at)
    ran = await ablate(["run", "study.ts", "--slots", "2"], at)
  }, 600_000)

  /** A file of the only stage of a kind that works for a task. */
  const read = <A, I>(kind: string, task: string, file: string, schema: Schema.Codec<A, I>): A => {
    const all = join(results, "artifacts", kind)
    const [found] = readdirSync(all).filter((key) =>
      readFileSync(join(all, key, "artifact.json"), "utf8").includes(`"${kind} ${task} `),
    )
    const text = readFileSync(join(all, found ?? "", file), "utf8")
    return Schema.decodeSync(Schema.fromJsonString(schema))(text)
  }
  const predicted = (task: string, kind = "probe") => read(kind, task, "predictions.json", Numbers)
  const inReport = (column: string): number => {
    const text = readFileSync(join(results, "reports/study/report.json"), "utf8")
    const [table] = Schema.decodeSync(Report)(text).tables
    const index = table?.columns.findIndex(({ name }) => name === column) ?? -1
    return table?.rows[0]?.cells[index]?.mean ?? Number.NaN
  }

  it("checks, plans and runs", () => {
    expect(checked).toMatchObject({ code: 0, stderr: "" })
    expect(planned).toMatchObject({ code: 0, stderr: "" })
    expect(planned?.stdout).toContain('"guess"')
    expect(ran).toMatchObject({ code: 0, stderr: "" })
  })

  it.each([
    ["learnt", "probe"],
    ["share", "probe"],
    ["guess", "guess"],
  ] as const)("reports what NumPy's mean(abs(p - t)) of %s is", (task, kind) => {
    const { predictions, truths } = predicted(task, kind)
    expect(truths).toHaveLength(4)
    const errors = predictions.map((prediction, row) => Math.abs(prediction - (truths[row] ?? 0)))
    expect(inReport(`${task}.mae`)).toBeCloseTo(mean(errors), 12)
  })

  it("takes the phantom's radii as truths", () => {
    const { subjects, truths } = predicted("learnt")
    expect(truths).toEqual(subjects.map((id) => lesionRadius(0, Number(id.slice(-4)))))
  })

  it("puts predictions back into the unit of the truth, unless the task learns that as it is", () => {
    const { subjects, predictions } = predicted("still")
    const outputs = predicted("raw").predictions
    const training = Array.from({ length: 12 }, (_, index) => index)
      .filter((index) => !subjects.some((id) => Number(id.slice(-4)) === index))
      .map((index) => lesionRadius(0, index))
    for (const [row, output] of outputs.entries())
      expect(predictions[row]).toBeCloseTo(mean(training) + deviation(training) * output, 6)
    expect(mean(predicted("guess", "guess").predictions)).toBeCloseTo(mean(training), 12)
  })

  it("predicts by the activation of the task", () => {
    const outputs = predicted("raw").predictions
    for (const [row, output] of outputs.entries())
      expect(predicted("share").predictions[row]).toBeCloseTo(1 / (1 + Math.exp(-output)), 6)
  })

  it("learns a class by the loss of the task", () => {
    const loss = (task: string) =>
      read("probe", task, "history.json", History).rows[0]?.terms["loss"] ?? Number.NaN
    expect(loss("doubled")).toBeCloseTo(2 * loss("subtype"), 5)
  })

  it("scores masks that a stage from outside writes: Dice of everything is 2 t / (t + all)", () => {
    const { subjects } = predicted("learnt")
    const [data = ""] = readdirSync(join(results, "artifacts/preprocess"))
    const dices = subjects.map((id) => {
      const folder = join(results, "artifacts/preprocess", data, "subjects", id)
      const { expert } = Schema.decodeSync(Meta)(readFileSync(join(folder, "meta.json"), "utf8"))
      const lesion = expert.labelValues.reduce((sum, { count }) => sum + count, 0)
      return (2 * lesion) / (lesion + expert.shape.reduce((product, axis) => product * axis, 1))
    })
    expect(inReport("all.dice.WT")).toBeCloseTo(100 * mean(dices), 8)
  })

  it("learns masks by the terms of the task and their weights", () => {
    const [row] = read("finetune", "lesion", "history.json", History).rows
    const { loss = Number.NaN, squared = 0, half = 0 } = row?.terms ?? {}
    expect(squared).toBeGreaterThan(0)
    expect(loss).toBeCloseTo(3 * squared + half, 5)
    expect(inReport("lesion.dice.WT")).toBeGreaterThanOrEqual(0)
  })
})
