import { Effect } from "effect"
import { bodyError } from "../engine/body.ts"
import type { EngineError } from "../engine/error.ts"
import type { Program } from "../engine/program.ts"
import { moduleOf } from "../engine/stablehlo/program.ts"

/** Bytes that a step on an accelerator reads and writes in its memory. */
export interface Traffic {
  /** Factors and results of products and convolutions, state, inputs and outputs, each once. */
  readonly least: number
  /** What every operation reads and writes, none fused with another. */
  readonly most: number
  readonly operations: number
}

const elementBytes: Readonly<Record<string, number>> = { f32: 4, i32: 4, i1: 1, bf16: 2 }

/** Bytes of each tensor type in a text. */
const bytesIn = (text: string): readonly number[] =>
  Array.from(text.matchAll(/tensor<((?:\d+x)*)(\w+)>/g), ([, sides = "", element = ""]) =>
    sides
      .split("x")
      .filter((side) => side !== "")
      .reduce((bytes, side) => bytes * Number(side), elementBytes[element] ?? Number.NaN),
  )

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** They become part of what reads them. */
const moveless = /^stablehlo\.(?:constant|reshape|broadcast_in_dim|iota)\b/
const products = /^stablehlo\.(?:dot_general|convolution)\b/

/** Counts in a module of StableHLO as `moduleOf` writes it. */
export const trafficOf = (text: string): Traffic => {
  const [, head = ""] = /@main(.*)$/m.exec(text) ?? []
  const held = sum(bytesIn(head))
  const sizes = new Map<string, number>()
  for (const [, name = "", type = ""] of head.matchAll(/(%a\d+): (tensor<\w+>)/g))
    sizes.set(name, sum(bytesIn(type)))
  let [least, most, operations] = [held, held, 0]
  for (const [, name = "", body = ""] of text.matchAll(/^ {4}(%\d+) = (.*)$/gm)) {
    const written = bytesIn(body).at(-1) ?? 0
    sizes.set(name, written)
    if (moveless.test(body)) continue
    const read = new Set(Array.from(body.matchAll(/%\w+/g), ([operand]) => operand))
    const moved = written + sum(Array.from(read, (operand) => sizes.get(operand) ?? 0))
    operations++
    most += moved
    if (products.test(body)) least += moved
  }
  return { least, most, operations }
}

/** Traces a program and counts. */
export const programTraffic = (program: Program): Effect.Effect<Traffic, EngineError> =>
  Effect.try({
    try: () => trafficOf(moduleOf(program).text),
    catch: (thrown) => bodyError(program, thrown),
  })
