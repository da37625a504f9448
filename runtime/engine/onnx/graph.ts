import { createHash } from "node:crypto"
import type { Shape } from "../shape.ts"

/** Element types of a graph; 64-bit integers occur only inside it. */
export type Element = "float32" | "int32" | "bool" | "int64"

export interface Spec {
  readonly shape: Shape
  readonly dtype: Element
}

export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }

export type Attributes = Readonly<Record<string, Attribute>>

/**
 * An ONNX node; the domain is "" for ONNX's own operators, "com.microsoft" for ONNX Runtime's and
 * "com.microsoft.nchwc" for those of its CPU provider on channels in blocks.
 */
export interface Node {
  readonly op: string
  readonly domain: "" | "com.microsoft" | "com.microsoft.nchwc"
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Attributes
}

export type ConstantData = Float32Array | Int32Array | Uint8Array | BigInt64Array

export interface NamedResult extends Spec {
  readonly name: string
}

/** A graph under construction. Equal nodes and equal constants are recorded once. */
export class Graph {
  readonly nodes: Node[] = []
  readonly inputs: string[] = []
  readonly constants = new Map<string, ConstantData>()
  readonly #specs = new Map<string, Spec>()
  readonly #producers = new Map<string, Node>()
  readonly #known = new Map<string, readonly string[]>()

  input(name: string, spec: Spec): NamedResult {
    this.inputs.push(name)
    return this.#named(name, spec)
  }

  constant(data: ConstantData, spec: Spec): NamedResult {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const digest = createHash("sha1").update(bytes).digest("base64")
    const key = `${spec.dtype} ${spec.shape.join(",")} ${digest}`
    const [known] = this.#known.get(key) ?? []
    const name = known ?? `c${this.constants.size}`
    this.#known.set(key, [name])
    this.constants.set(name, data)
    return this.#named(name, spec)
  }

  /** Records a node with an output for each spec, or finds the equal one recorded before. */
  node(
    op: string,
    domain: Node["domain"],
    inputs: readonly string[],
    specs: readonly Spec[],
    attributes: Attributes,
  ): readonly NamedResult[] {
    const key = `${domain} ${op}(${inputs.join(",")})${JSON.stringify(attributes)}${specs.length}`
    const outputs =
      this.#known.get(key) ?? specs.map((_, index) => `n${this.nodes.length}.${index}`)
    if (!this.#known.has(key)) {
      const node = { op, domain, inputs, outputs, attributes }
      this.nodes.push(node)
      this.#known.set(key, outputs)
      for (const output of outputs) this.#producers.set(output, node)
    }
    return outputs.map((name, index) => this.#named(name, specs[index]!))
  }

  spec(name: string): Spec {
    const spec = this.#specs.get(name)
    if (spec === undefined) throw new Error(`the graph has nothing named ${name}`)
    return spec
  }

  /** The node that computes a result; none computes inputs and constants. */
  producer(name: string): Node | undefined {
    return this.#producers.get(name)
  }

  /** Callers may hand over a whole value as the spec: only its shape and type are kept. */
  #named(name: string, { shape, dtype }: Spec): NamedResult {
    this.#specs.set(name, { shape, dtype })
    return { name, shape, dtype }
  }
}
