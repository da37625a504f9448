import { Effect } from "effect"
import { expect, it } from "vitest"
import { bestWeights, keepBest } from "../../runtime/training/bestWeights.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

const specs = { w: { shape: [2], dtype: "float32" } } as const
const keep = (folder: string, value: number, score: number) =>
  Effect.runPromise(keepBest(folder, specs, { w: Float32Array.of(value, value) }, score))
const kept = async (folder: string) => (await Effect.runPromise(bestWeights(folder)))?.["w"]?.[0]

it("the weights of the highest score are kept, the first of equals", async () => {
  const folder = temporaryFolder()
  expect(await kept(folder)).toBeUndefined()
  for (const [value, score] of [
    [1, 0.2],
    [2, 0.5],
    [3, 0.5],
    [4, 0.4],
  ] as const)
    await keep(folder, value, score)
  expect(await kept(folder)).toBe(2)
})

it("a training that goes on from before keeps the same ones", async () => {
  const folder = temporaryFolder()
  await keep(folder, 1, 0.2)
  await keep(folder, 2, 0.5)
  // Killed; the last checkpoint is of before both.
  await keep(folder, 1, 0.2)
  await keep(folder, 2, 0.5)
  expect(await kept(folder)).toBe(2)
})
