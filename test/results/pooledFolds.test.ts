import { readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const file = `
import { adam, auc, classification, experiment, folds, grid, linearProbe, phantom, scratch, table, vit } from "ablate"
const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "crossed",
  dataset: phantom({ size: 24, subjects: 12, split: folds(2, { stratify: "subtype" }) }),
  encoder: vit({ crop: 16, patch: 8, width: 12, depth: 1, heads: 1 }),
  pretraining: scratch(),
  tasks: {
    subtype: classification({ label: "subtype", network: linearProbe(), optimizer, metrics: [auc()], epochs: 2, batch: 4 }),
  },
  seeds: [0],
})
const study = grid(base, {})
const columns = ["subtype.auc"] as const
export const averaged = table({ name: "averaged", study, columns })
export const pooled = table({ name: "pooled", study, columns, acrossFolds: "pooled" })
`

const Probabilities = Schema.fromJsonString(
  Schema.Struct({
    probabilities: Schema.Array(Schema.Finite),
    truth: Schema.Array(Schema.Literals([0, 1])),
  }),
)
const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        rows: Schema.Array(
          Schema.Struct({ cells: Schema.Array(Schema.Struct({ mean: Schema.Finite })) }),
        ),
      }),
    ),
  }),
)

/** By its definition: the share of pairs of one subject of each class that are in order, ties half. */
const auc = (subjects: readonly { readonly score: number; readonly truth: number }[]): number => {
  const positive = subjects.filter(({ truth }) => truth === 1)
  const negative = subjects.filter(({ truth }) => truth === 0)
  const won = positive.flatMap(({ score }) =>
    negative.map((other) => (score > other.score ? 1 : score === other.score ? 0.5 : 0)),
  )
  return won.reduce<number>((sum, each) => sum + each, 0) / won.length
}

it(
  "an AUC of two folds is the mean of theirs, or that of all their probabilities",
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "crossed.ts"), file)
    const run = await ablate(["run", "crossed.ts"], folder)
    expect([run.code, run.stderr]).toEqual([0, expect.any(String)])
    const parts = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("probabilities.json"))
      .map((path) => Schema.decodeSync(Probabilities)(readFileSync(join(folder, path), "utf8")))
      .map(({ probabilities, truth }) =>
        probabilities.map((score, index) => ({ score, truth: truth[index] ?? 0 })),
      )
    expect(parts.map(({ length }) => length)).toEqual([6, 6])
    const text = readFileSync(join(folder, ".ablate/reports/crossed/report.json"), "utf8")
    const { tables } = Schema.decodeSync(Report)(text)
    const [averaged = NaN, pooled = NaN] = tables.map(({ rows }) => rows[0]?.cells[0]?.mean ?? NaN)
    expect(averaged).toBeCloseTo((100 * (auc(parts[0] ?? []) + auc(parts[1] ?? []))) / 2, 10)
    expect(pooled).toBeCloseTo(100 * auc(parts.flat()), 10)
    expect(pooled).not.toBeCloseTo(averaged, 3)
  },
)
