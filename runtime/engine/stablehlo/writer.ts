import type { Precision } from "../../../dsl/precision.ts"
import type { Values } from "../arrays.ts"
import type { TensorSpec } from "../program.ts"
import { type Element, numberText, typeText, type Value } from "./value.ts"

/** Writes the body of a function in StableHLO. Equal operations are written once. */
export class Writer {
  readonly precision: Precision
  readonly inputs: Value[] = []
  readonly #lines: string[] = []
  readonly #known = new Map<string, Value>()

  constructor(precision: Precision = "float32") {
    this.precision = precision
  }

  input({ shape, dtype }: TensorSpec): Value {
    const value = { name: `%a${this.inputs.length}`, shape, dtype }
    this.inputs.push(value)
    return value
  }

  /** Floating-point operations in matrix products and convolutions; an add and a multiply are two. */
  flops = 0

  /** Operations written. */
  get count(): number {
    return this.#lines.length
  }

  /**
   * Writes `%n = text`, where the text tells operands, attributes and types; `flops` counts where it is
   * a product.
   */
  op(text: string, { shape, dtype }: Omit<Value, "name">, flops = 0): Value {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const value = { name: `%${this.#lines.length}`, shape, dtype }
    this.#known.set(text, value)
    this.flops += flops
    this.#lines.push(`    ${value.name} = ${text}`)
    return value
  }

  /** The same number everywhere. */
  number(value: number, shape: readonly number[] = [], dtype: Element = "float32"): Value {
    const spec = { shape, dtype }
    return this.op(
      `stablehlo.constant dense<${numberText(value, dtype)}> : ${typeText(spec)}`,
      spec,
    )
  }

  /** Numbers written down, row-major. */
  numbers(values: Values, spec: TensorSpec): Value {
    const type = typeText(spec)
    if (values.length === 0) return this.op(`stablehlo.constant dense<> : ${type}`, spec)
    // MLIR's hexadecimal form packs truth values and takes a single number for all.
    if (spec.dtype !== "bool" && values.length > 1) {
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
      return this.op(`stablehlo.constant dense<"0x${bytes.toString("hex")}"> : ${type}`, spec)
    }
    const flat = { shape: [values.length], dtype: spec.dtype }
    const listed = Array.from(values, (value) => numberText(value, spec.dtype)).join(", ")
    const line = this.op(`stablehlo.constant dense<[${listed}]> : ${typeText(flat)}`, flat)
    return this.op(`stablehlo.reshape ${line.name} : (${typeText(flat)}) -> ${type}`, spec)
  }

  /**
   * The module. An input that a result is donated gives it its memory: `donated` has the results'
   * numbers.
   */
  text(results: readonly Value[], donated: ReadonlyMap<Value, number>): string {
    const takes = this.inputs.map((value) => {
      const at = donated.get(value)
      const attribute = at === undefined ? "" : ` {tf.aliasing_output = ${at} : i32}`
      return `${value.name}: ${typeText(value)}${attribute}`
    })
    const types = results.map(typeText).join(", ")
    return [
      "module @step {",
      `  func.func public @main(${takes.join(", ")}) -> (${types}) {`,
      ...this.#lines,
      `    return ${results.map(({ name }) => name).join(", ")}${results.length === 0 ? "" : ` : ${types}`}`,
      "  }",
      "}",
      "",
    ].join("\n")
  }
}
