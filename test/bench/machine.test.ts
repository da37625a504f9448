import { expect, it } from "vitest"
import { processorOf } from "./machine.ts"

it("names a processor with what tells it from others of its name", () => {
  // /proc/cpuinfo of a virtual machine of a cloud, shortened.
  const text = (flags: string): string =>
    `processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: AMD EPYC\nflags\t\t: fpu sse2 ${flags}\nbogomips\t: 5192.28\n`
  expect(processorOf(text("avx avx2 avx512f avx512dq"))).toBe(
    "AMD EPYC (family 25, model 17, AVX-512)",
  )
  expect(processorOf(text("avx avx2"))).toBe("AMD EPYC (family 25, model 17, 256-bit AVX2)")
  expect(processorOf("processor\t: 0\n")).toBe(
    "unknown (family unknown, model unknown, 128-bit vectors)",
  )
})
