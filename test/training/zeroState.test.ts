import { expect, it } from "vitest"
import { zeroState } from "../../runtime/training/zeroState.ts"
import { float32 } from "../engine/agreement.ts"

it("has a zero for each value of each entry, and memory for the largest alone", () => {
  const zeros = zeroState({ m: float32(2, 3), v: float32(4), step: float32() })
  expect(zeros).toEqual({
    m: new Float32Array(6),
    v: new Float32Array(4),
    step: new Float32Array(1),
  })
  const buffers = new Set(Object.values(zeros).map(({ buffer }) => buffer))
  expect([...buffers].map(({ byteLength }) => byteLength)).toEqual([24])
})

it("of nothing is nothing", () => expect(zeroState({})).toEqual({}))
