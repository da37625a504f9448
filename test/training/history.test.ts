import * as fc from "fast-check"
import { expect, it } from "vitest"
import {
  measuresGradients,
  noHistory,
  recorded,
  type History,
} from "../../runtime/training/history.ts"

const trained = (
  losses: readonly number[],
  from: History = noHistory,
  first = 0,
  steps = losses.length,
): History =>
  losses.reduce((history, loss, at) => recorded(history, first + at + 1, steps, { loss }), from)

it("keeps the mean of all losses, in at most 400 rows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 1500 }),
      (losses) => {
        const { rows, count } = trained(losses)
        expect(count).toBe(0)
        expect(rows.length).toBeLessThanOrEqual(400)
        expect(rows.at(-1)?.step).toBe(losses.length)
        let [sum, before] = [0, 0]
        for (const { step, terms } of rows) {
          sum += (terms["loss"] ?? 0) * (step - before)
          before = step
        }
        expect(sum).toBeCloseTo(
          losses.reduce((total, loss) => total + loss, 0),
          6,
        )
      },
    ),
    { numRuns: 30 },
  )
})

it("goes on from where it was cut off, as if it had not been", () => {
  const losses = Array.from({ length: 1000 }, (_, at) => Math.sin(at))
  const cut = JSON.parse(JSON.stringify(trained(losses.slice(0, 501), noHistory, 0, 1000)))
  expect(trained(losses.slice(501), cut, 501, 1000)).toEqual(trained(losses))
})

it("ends a row where something is measured, and keeps that as it is", () => {
  const history = [4, 2, 6].reduce(
    (so, loss, at) => recorded(so, at + 1, 2000, { loss }, at === 1 ? { norm: 7 } : {}),
    noHistory,
  )
  expect(history.rows).toEqual([{ step: 2, terms: { loss: 3, norm: 7 } }])
  expect(history.count).toBe(1)
})

it("measures gradients at powers of two and at the end, and at even distances in long runs", () => {
  const measured = (steps: number) =>
    Array.from({ length: steps }, (_, at) => at + 1).filter((step) =>
      measuresGradients(step, steps),
    )
  expect(measured(200)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 200])
  const long = measured(4000)
  expect(long.slice(0, 5)).toEqual([1, 2, 4, 8, 16])
  expect(long).toHaveLength(12 + 20)
})
