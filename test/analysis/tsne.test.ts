import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { layOut } from "../../runtime/analysis/tsne.ts"

const Fixture = Schema.fromJsonString(
  Schema.Struct({
    perplexity: Schema.Finite,
    rows: Schema.Array(Schema.Array(Schema.Finite)),
    /** Upper triangle, row by row, without the diagonal. */
    probabilities: Schema.Array(Schema.Finite),
    divergence: Schema.Finite,
  }),
)
const path = join(import.meta.dirname, "../fixtures/analysis/tsne.json")
const fixture = Schema.decodeSync(Fixture)(readFileSync(path, "utf8"))
const rows = fixture.rows.map((row) => Float32Array.from(row))
const { perplexity } = fixture

type Layout = ReturnType<typeof layOut>

const pairs = <T>(items: readonly T[]): readonly (readonly [T, T])[] =>
  items.flatMap((item, index) => items.slice(index + 1).map((other) => [item, other] as const))

/** Kullback-Leibler divergence of a layout (van der Maaten 2008, equation 5 with p and q symmetric). */
const divergence = (layout: Layout): number => {
  const near = pairs(layout).map(([[x, y], [u, v]]) => 1 / (1 + (x - u) ** 2 + (y - v) ** 2))
  const total = 2 * near.reduce((sum, each) => sum + each, 0)
  return fixture.probabilities.reduce(
    (sum, p, pair) => (p === 0 ? sum : sum + 2 * p * Math.log((p * total) / near[pair]!)),
    0,
  )
}

describe("t-SNE", () => {
  // scikit-learn 1.9, test/fixtures/analysis/tsne.py: the best of ten starts.
  it.each([0, 1, 2])("from seed %i comes as near as scikit-learn's", (seed) => {
    const reached = divergence(layOut(rows, { perplexity, seed }))
    expect(reached).toBeLessThan(1.1 * fixture.divergence + 0.02)
  })

  it("is the same from the same seed, and another from another", () => {
    const of = (seed: number) => layOut(rows, { perplexity, seed })
    expect(of(3)).toEqual(of(3))
    expect(of(3)).not.toEqual(of(4))
  })

  it("stays finite where all points are one", () => {
    const same = Array.from({ length: 12 }, () => new Float32Array(4))
    expect(layOut(same, { perplexity: 3, seed: 0 }).flat().every(Number.isFinite)).toBe(true)
  })
})
