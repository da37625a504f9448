import { Effect } from "effect"
import { expect, it } from "vitest"
import { numberMeasure } from "../../runtime/stages/score/metrics.ts"
import { keeping } from "./keeping.ts"

it("refuses a metric from outside that keeps something from subject to subject, with its line", async () => {
  const measured = Effect.flatMap(numberMeasure(keeping()), (measure) =>
    measure({ predictions: [0.25, 0.75, 0.5], truths: [0, 1, 1] }),
  )
  const { faults } = await Effect.runPromise(Effect.flip(measured))
  // Asked for 0.25, 0.25 and 0.75, then for the first again: (3 x 0.25 + 0.75) / 4.
  expect(faults).toMatchObject([
    {
      what: "the metric keeping gives 0.25, and then 0.375 of the same",
      where: { file: expect.stringMatching(/keeping\.ts$/), line: 22 },
    },
  ])
})
