import { expect, it } from "vitest"
import { initialize } from "../../../runtime/nn/layers/initialize.ts"
import {
  embeddingNormal,
  kaimingUniform,
  ones,
  zeros,
} from "../../../runtime/nn/layers/parameter.ts"
import { random } from "../../../runtime/random/random.ts"

const shape = [200, 100]
const moments = (values: Float32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

it("draws a parameter from its own name: another beside it changes nothing", () => {
  const a = { shape, init: kaimingUniform(100) }
  const alone = initialize({ a }, random(1))
  const both = initialize({ b: { shape, init: embeddingNormal }, a }, random(1))
  expect(both["a"]).toEqual(alone["a"])
  expect(initialize({ a }, random(2))["a"]).not.toEqual(alone["a"])
})

it("has the moments of each distribution", () => {
  const drawn = initialize(
    {
      zeros: { shape, init: zeros },
      ones: { shape, init: ones },
      uniform: { shape, init: kaimingUniform(100) },
      normal: { shape, init: { kind: "normal", deviation: 0.5 } },
      truncated: { shape, init: { kind: "truncatedNormal", deviation: 1, bound: 1 } },
    },
    random(1),
  )
  const of = (name: string) => moments(drawn[name] ?? new Float32Array(1))
  expect(of("zeros")).toEqual({ mean: 0, deviation: 0 })
  expect(of("ones")).toEqual({ mean: 1, deviation: 0 })
  // PyTorch's default: uniform in [-1 / sqrt(fanIn), 1 / sqrt(fanIn)], deviation bound / sqrt(3).
  expect(of("uniform").deviation).toBeCloseTo(0.1 / Math.sqrt(3), 3)
  expect(Math.max(...(drawn["uniform"] ?? [])) <= 0.1).toBe(true)
  expect(of("normal").deviation).toBeCloseTo(0.5, 1)
  // A standard normal within one deviation has variance 1 - 2 phi(1) / (2 Phi(1) - 1) = 0.2911.
  expect(of("truncated").deviation ** 2).toBeCloseTo(0.2911, 2)
  expect(Math.max(...(drawn["truncated"] ?? [])) <= 1).toBe(true)
  for (const name of ["uniform", "normal", "truncated"]) expect(of(name).mean).toBeCloseTo(0, 1)
})
