import type { Precision } from "../../dsl/precision.ts"

/** A card: its peaks in operations a second by precision (null: it has none for it) and bytes a second, its memory. */
export interface Card {
  readonly name: string
  readonly peak: Readonly<Record<Precision, number | null>>
  readonly bandwidth: number
  /** Bytes; of cards that are sold with more too, the least. */
  readonly memory: number
}

type Row = readonly [
  /** What nvidia-smi's name of the card contains. */
  named: RegExp,
  float32: number,
  tf32: number,
  bfloat16: number | null,
  terabytes: number,
  gigabytes: number,
]

/**
 * TFLOP/s of dense products that sum in float32, TB/s and GB, as NVIDIA publishes them (of Hopper and Ada half of
 * what is given with sparsity). Compared with tables of others, not with NVIDIA's sheets themselves; those of
 * H100 NVL and V100, and the memories, were not compared.
 */
const rows = {
  h200: [/H200/, 67, 494.5, 989.5, 4.8, 141],
  h100: [/H100 .*HBM3|H100 SXM/, 67, 494.5, 989.5, 3.35, 80],
  "h100-nvl": [/H100 NVL/, 60, 417.5, 835.5, 3.9, 94],
  "h100-pcie": [/H100 PCIe/, 51, 378, 756.5, 2, 80],
  "a100-80gb": [/A100.*80GB/, 19.5, 156, 312, 1.935, 80],
  "a100-40gb": [/A100.*40GB/, 19.5, 156, 312, 1.555, 40],
  // No TensorFloat-32: such products are computed in float32.
  v100: [/V100/, 14, 14, null, 0.9, 16],
  l40s: [/L40S/, 91.6, 183, 362, 0.864, 48],
  "rtx-4090": [/RTX 4090(?! Laptop| D)/, 82.6, 82.6, 165.2, 1.008, 24],
  "rtx-3090": [/RTX 3090(?! Ti)/, 35.6, 35.6, 71, 0.936, 24],
} as const satisfies Readonly<Record<string, Row>>

type CardName = keyof typeof rows

/** What `--card` takes. */
export const cardNames = Object.keys(rows).filter((name): name is CardName => name in rows)

export const cardOf = (name: CardName): Card => {
  const [, float32, tf32, bfloat16, terabytes, gigabytes] = rows[name]
  return {
    name,
    peak: {
      float32: float32 * 1e12,
      tf32: tf32 * 1e12,
      bfloat16: bfloat16 === null ? null : bfloat16 * 1e12,
    },
    bandwidth: terabytes * 1e12,
    memory: gigabytes * 1e9,
  }
}

/** The card that nvidia-smi names so; of a slice of one nothing is known. */
export const cardNamed = (name: string): Card | undefined => {
  const found = cardNames.find((each) => rows[each][0].test(name) && !name.includes(", "))
  return found === undefined ? undefined : cardOf(found)
}
