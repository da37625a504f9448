import type { ModuleText } from "./stablehloText.ts"

/** Bytes that a step on an accelerator reads and writes in its memory. */
export interface Traffic {
  /** Factors and results of products and convolutions, state, inputs and outputs, each once. */
  readonly least: number
  /** What every operation reads and writes, none fused with another. */
  readonly most: number
  readonly operations: number
}

export const trafficOf = ({ inputs, held, operations }: ModuleText): Traffic => {
  const sizes = new Map(inputs)
  for (const { name, written } of operations) sizes.set(name, written)
  const counted = operations
    .filter(({ kind }) => kind !== "moveless")
    .map(({ kind, read, written }) => ({
      kind,
      moved: read.reduce((bytes, operand) => bytes + (sizes.get(operand) ?? 0), written),
    }))
  const bytesOf = (some: typeof counted) => some.reduce((bytes, { moved }) => bytes + moved, held)
  return {
    least: bytesOf(counted.filter(({ kind }) => kind === "product")),
    most: bytesOf(counted),
    operations: counted.length,
  }
}
