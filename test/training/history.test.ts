import * as fc from "fast-check"
import { expect, it } from "vitest"
import { noHistory, recorded, type History } from "../../runtime/training/history.ts"

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
