import type { Precision } from "../../../dsl/precision.ts"

/** A row of the table of a GPU: a case in a precision, and how the peer is tuned. */
export interface GpuRow {
  readonly name: string
  readonly precision: Precision
  /** Order of axes that XLA's convolutions take, where it is not left to XLA. */
  readonly layout: "NHWC" | null
  readonly channelsLast: boolean
}

const row = (
  name: string,
  precision: Precision,
  change: Partial<Omit<GpuRow, "name" | "precision">> = {},
): GpuRow => ({
  name,
  precision,
  layout: null,
  // cuDNN's convolutions of tensor cores read channels last.
  channelsLast: name === "unetr" || name === "unet3d",
  ...change,
})

const names = ["m2mae", "unet3d", "unetr", "mae", "sliding"] as const

/** What is measured, the most important first: whatever the time leaves out is at the end. */
export const gpuRows: readonly GpuRow[] = [
  ...names.flatMap((name) => [row(name, "float32"), row(name, "bfloat16")]),
  ...names.map((name) => row(name, "tf32")),
  ...(["unet3d", "unetr"] as const).flatMap((name) => [
    row(name, "bfloat16", { layout: "NHWC" }),
    row(name, "bfloat16", { channelsLast: false }),
  ]),
]
