import { numberAt } from "../../attributes.ts"
import { compare, convert, each, repeated, reshape, where, withNumber } from "../elementwise.ts"
import { concat, places, slice } from "../moving.ts"
import type { Value } from "../value.ts"
import type { Writer } from "../writer.ts"
import type { Call } from "./kernel.ts"

const multipliers = [0xd2511f53, 0xcd9e8d57] as const
const steps = [0x9e3779b9, 0xbb67ae85] as const
const rounds = 10

type Four = readonly [Value, Value, Value, Value]

const unsigned = (w: Writer, x: Value): Value =>
  w.from([x], `stablehlo.bitcast_convert ${x.name}`, { shape: x.shape, dtype: "uint32" })

/** High and low words of the products of words and a number. */
const product = (w: Writer, x: Value, factor: number): readonly [high: Value, low: Value] => {
  const whole = withNumber(w, "multiply", convert(w, x, "uint64"), factor)
  const high = convert(w, withNumber(w, "shift_right_logical", whole, 32), "uint32")
  return [high, withNumber(w, "multiply", x, factor)]
}

/** Philox4x32-10, as `philox4x32`, of counters [stream, block] whose upper words and keys are given by stream. */
const philox = (w: Writer, blocks: Value, [k0, k1, c2, c3]: Four): Four => {
  const rest = w.number(0, blocks.shape, "uint32")
  let [a, b, c, d]: Four = [blocks, rest, c2, c3]
  let [first, second] = [k0, k1]
  for (let round = 0; round < rounds; round++) {
    const [highA, lowA] = product(w, a, multipliers[0])
    const [highC, lowC] = product(w, c, multipliers[1])
    ;[a, b, c, d] = [
      each(w, "xor", each(w, "xor", highC, b), first),
      lowC,
      each(w, "xor", each(w, "xor", highA, d), second),
      lowA,
    ]
    first = withNumber(w, "add", first, steps[0])
    second = withNumber(w, "add", second, steps[1])
  }
  return [a, b, c, d]
}

/** Two words as a uniform number u of 53 bits, and 1 - u, each to the precision of float32 near 0. */
const uniform = (w: Writer, upper: Value, lower: Value) => {
  const [high, low] = [
    withNumber(w, "shift_right_logical", upper, 5),
    withNumber(w, "shift_right_logical", lower, 6),
  ]
  const joined = (a: Value, b: Value): Value =>
    each(
      w,
      "add",
      withNumber(w, "multiply", convert(w, a, "float32"), 2 ** -27),
      withNumber(w, "multiply", convert(w, b, "float32"), 2 ** -53),
    )
  const from = (number: number, x: Value): Value =>
    each(w, "subtract", w.number(number, x.shape, x.dtype), x)
  return { u: joined(high, low), rest: joined(from(2 ** 27 - 1, high), from(2 ** 26, low)) }
}

/**
 * Standard normal numbers [stream, count] of the streams whose keys are [stream, 4], as `normal` of a random
 * stream gives them after `uniforms` uniform draws, 0 or 1.
 */
export const philoxNormal = ({ w, input, attributes }: Call): Value => {
  const [count, after] = [numberAt(attributes, "count"), numberAt(attributes, "uniforms")]
  const keys = unsigned(w, input("key"))
  const [streams = 0] = keys.shape
  const pairs = Math.ceil(count / 2)
  // A pair takes a block of four words; after a uniform number, two of one block and two of the next.
  const shape = [streams, pairs + after]
  const word = (at: number): Value =>
    repeated(w, reshape(w, slice(w, keys, [0, at], [streams, 1]), [streams]), shape, [0])
  const blocks = unsigned(w, places(w, 1, shape))
  const words = philox(w, blocks, [word(0), word(1), word(2), word(3)])
  const given = (at: number): Value =>
    slice(w, words[at % 4]!, [0, Math.floor(at / 4)], [streams, pairs])
  const first = uniform(w, given(2 * after), given(2 * after + 1))
  const second = uniform(w, given(2 * after + 2), given(2 * after + 3))
  const isSmall = compare(w, "LT", first.u, w.number(0.5, first.u.shape))
  const logarithm = where(
    w,
    isSmall,
    each(w, "log_plus_one", each(w, "negate", first.u)),
    each(w, "log", first.rest),
  )
  const radius = each(w, "sqrt", withNumber(w, "multiply", logarithm, -2))
  const angle = withNumber(w, "multiply", second.u, 2 * Math.PI)
  const one = (how: string): Value =>
    reshape(w, each(w, "multiply", radius, each(w, how, angle)), [streams, pairs, 1])
  const both = reshape(w, concat(w, [one("cosine"), one("sine")], 2), [streams, 2 * pairs])
  return slice(w, both, [0, 0], [streams, count])
}
