import { describe, expect, it } from "vitest"
import { exhaustedIn } from "../../runtime/faults/exhausted.ts"

describe("exhaustedIn", () => {
  // What these programs print; CUDA's from ONNX Runtime's CUDA provider and its BFC arena, XLA's from its own source.
  it.each([
    ["terminate called after throwing an instance of 'std::bad_alloc'", "machine"],
    [
      "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
      "machine",
    ],
    ["RangeError: Array buffer allocation failed", "machine"],
    ["Failed to allocate memory for requested buffer of size 536870912", "machine"],
    ["ENOMEM: not enough memory, read", "machine"],
    ["CUDA failure 2: out of memory ; GPU=0 ; hostname=a", "device"],
    ["CUDA error cudaErrorMemoryAllocation:out of memory", "device"],
    [
      "a step fails: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 536870912 bytes on cuda.",
      "device",
    ],
    ["a step fails: RESOURCE_EXHAUSTED: Out of memory allocating 536870912 bytes.", "machine"],
    ["the loss is NaN at step 5", null],
    ["a batch of memory-mapped volumes is out of order", null],
  ])("%s", (text, of) => {
    expect(exhaustedIn(text)).toBe(of)
  })
})
