import type { Precision } from "../../../dsl/precision.ts"
import type { Values } from "../arrays.ts"
import type { TensorSpec } from "../program.ts"
import { type Element, listText, numberText, typeText, type Value } from "./value.ts"

/** How devices divide a program's inputs among them. */
interface Division {
  readonly devices: number
  readonly divided: readonly Value[]
}

const withAttributes = (text: string, attributes: readonly string[]): string =>
  attributes.length === 0 ? text : `${text} {${attributes.join(", ")}}`

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

  /** The same, where types are told as those of a function of the operands. */
  from(operands: readonly Value[], text: string, spec: Omit<Value, "name">, flops = 0): Value {
    const types = operands.map(typeText).join(", ")
    return this.op(`${text} : (${types}) -> ${typeText(spec)}`, spec, flops)
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
    return this.from([line], `stablehlo.reshape ${line.name}`, spec)
  }

  /**
   * The module. An input that a result is donated gives it its memory: `donated` has the results'
   * numbers. Several devices have a part of each divided input, along its first axis, and all of
   * everything else: the program is of the whole, XLA divides the work (Shardy's annotations).
   */
  text(
    results: readonly Value[],
    donated: ReadonlyMap<Value, number>,
    { devices, divided }: Division,
  ): string {
    const sharding = ({ shape }: Value, isDivided: boolean) => {
      const axes = shape.map((_, axis) => (isDivided && axis === 0 ? '{"batch"}' : "{}"))
      return devices === 1 ? [] : [`sdy.sharding = #sdy.sharding<@devices, ${listText(axes)}>`]
    }
    const takes = this.inputs.map((value) => {
      const at = donated.get(value)
      const attributes = [
        ...(at === undefined ? [] : [`tf.aliasing_output = ${at} : i32`]),
        ...sharding(value, divided.includes(value)),
      ]
      return `${value.name}: ${withAttributes(typeText(value), attributes)}`
    })
    const types = results.map(typeText).join(", ")
    const gives = results.map((value) => withAttributes(typeText(value), sharding(value, false)))
    return [
      "module @step {",
      ...(devices === 1 ? [] : [`  sdy.mesh @devices = <["batch"=${devices}]>`]),
      `  func.func public @main(${takes.join(", ")}) -> (${gives.join(", ")}) {`,
      ...this.#lines,
      `    return ${results.map(({ name }) => name).join(", ")}${results.length === 0 ? "" : ` : ${types}`}`,
      "  }",
      "}",
      "",
    ].join("\n")
  }
}
