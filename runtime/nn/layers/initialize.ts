import type { Random } from "../../random/random.ts"
import type { Init, Parameters, ParameterSpec } from "./parameter.ts"

const truncated = (random: Random, bound: number, deviation: number): number => {
  let value = deviation * random.normal()
  while (Math.abs(value) > bound) value = deviation * random.normal()
  return value
}

const fill = (values: Float32Array, init: Init, random: Random): void => {
  switch (init.kind) {
    case "zeros":
      return
    case "ones":
      values.fill(1)
      return
    case "uniform": {
      const step = (2 * init.bound) / 0x100000000
      for (let index = 0; index < values.length; index++)
        values[index] = random.word() * step - init.bound
      return
    }
    case "normal":
      for (let index = 0; index < values.length; index++)
        values[index] = init.deviation * random.normal()
      return
    case "truncatedNormal":
      for (let index = 0; index < values.length; index++)
        values[index] = truncated(random, init.bound, init.deviation)
      return
  }
}

const drawn = ({ shape, init }: ParameterSpec, random: Random): Float32Array => {
  const values = new Float32Array(shape.reduce((size, axis) => size * axis, 1))
  fill(values, init, random)
  return values
}

/**
 * First values of parameters. Each is drawn at an address that ends in its own name, so that
 * adding or removing one changes no other.
 */
export const initialize = (
  parameters: Parameters,
  random: Random,
): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, spec]) => [name, drawn(spec, random.at("init", name))]),
  )
