/** An operation with what it reads and the bytes that it writes. */
interface Operation {
  readonly name: string
  readonly read: readonly string[]
  readonly written: number
  readonly kind: "product" | "moveless" | "other"
}

/** What is counted of a module of StableHLO. */
export interface ModuleText {
  /** Bytes of each argument. */
  readonly inputs: ReadonlyMap<string, number>
  /** Bytes of all arguments and results. */
  readonly held: number
  readonly operations: readonly Operation[]
  readonly results: readonly string[]
  /** Results that are written where the state lies whose place they take. */
  readonly inPlace: ReadonlySet<string>
}

const elementBytes: Readonly<Record<string, number>> = {
  f32: 4,
  i32: 4,
  i1: 1,
  bf16: 2,
  ui32: 4,
  ui64: 8,
}

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

const kindOf = (body: string): Operation["kind"] => {
  if (moveless.test(body)) return "moveless"
  return products.test(body) ? "product" : "other"
}

/** Reads a module as `moduleOf` writes it. */
export const readModule = (text: string): ModuleText => {
  const [, head = ""] = /@main(.*)$/m.exec(text) ?? []
  const [, returned = ""] = /^ {4}return ([^:\n]*)/m.exec(text) ?? []
  const results = returned.split(",").map((name) => name.trim())
  const donated = Array.from(head.matchAll(/aliasing_output = (\d+)/g), ([, at]) => Number(at))
  return {
    inputs: new Map(
      Array.from(
        head.matchAll(/(%a\d+): (tensor<\w+>)/g),
        ([, name = "", type = ""]) => [name, sum(bytesIn(type))] as const,
      ),
    ),
    held: sum(bytesIn(head)),
    operations: Array.from(
      text.matchAll(/^ {4}(%\d+) = (.*)$/gm),
      ([, name = "", body = ""]): Operation => ({
        name,
        read: [...new Set(Array.from(body.matchAll(/%\w+/g), ([operand]) => operand))],
        written: bytesIn(body).at(-1) ?? 0,
        kind: kindOf(body),
      }),
    ),
    results,
    inPlace: new Set(donated.flatMap((at) => results[at] ?? [])),
  }
}
