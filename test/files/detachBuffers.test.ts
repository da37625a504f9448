import { expect, it } from "vitest"
import { detachBuffers } from "../../runtime/files/detachBuffers.ts"

it("leaves arrays of a buffer empty, also where it is told twice", () => {
  const whole = Float32Array.of(1, 2, 3)
  const part = whole.subarray(1)
  const other = new Uint8Array(5)
  detachBuffers(whole, other, part)
  detachBuffers(whole)
  expect([whole.length, part.length, other.length, whole.buffer.byteLength]).toEqual([0, 0, 0, 0])
})

it("leaves memory that other threads may see as it is", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(7)
  detachBuffers(shared)
  expect([...shared]).toEqual([7, 7])
})
