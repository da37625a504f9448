import type { Description } from "./description.ts"

type Triple = readonly [number, number, number]

const extent = ([d, h, w]: Triple): string =>
  d === h && h === w ? String(d) : `[${d}, ${h}, ${w}]`

/** The encoder as an experiment writes it; fields at their defaults are left out. */
export const encoderCall = ({ encoder }: Description): string => {
  const { crop, patch, width, depth, heads, mlpRatio, tokens, position, qkvBias } = encoder
  return `vit({ ${[
    `crop: ${extent(crop)}`,
    `patch: ${extent(patch)}`,
    `width: ${width}`,
    `depth: ${depth}`,
    `heads: ${heads}`,
    ...(mlpRatio === 4 ? [] : [`mlpRatio: ${mlpRatio}`]),
    ...(tokens === "stacked" ? [] : [`tokens: "${tokens}"`]),
    ...(position === "learned" ? [] : [`position: "${position}"`]),
    ...(qkvBias ? ["qkvBias: true"] : []),
  ].join(", ")} })`
}

/** The decoder as an experiment writes it. */
export const networkCall = ({ unetr }: Description): string | undefined =>
  unetr === undefined
    ? undefined
    : `unetr({ features: ${unetr.features}${unetr.taps === "paper" ? "" : `, taps: "${unetr.taps}"`} })`

const python = (value: boolean): string => (value ? "True" : "False")

/** MONAI's constructor of the network, in Python; sizes in the order of the exported arrays. */
export const monaiCall = ({ encoder, channels, unetr }: Description, order: "zyx" | "xyz") => {
  const turned = ([d, h, w]: Triple) => (order === "zyx" ? [d, h, w] : [w, h, d]).join(", ")
  const { crop, patch, width, depth, heads, mlpRatio, qkvBias } = encoder
  const shared = [
    `hidden_size=${width}`,
    `mlp_dim=${Math.round(width * mlpRatio)}`,
    `num_heads=${heads}`,
    `proj_type="perceptron"`,
    `qkv_bias=${python(qkvBias)}`,
  ]
  return unetr === undefined
    ? `ViT(${[`in_channels=${channels}`, `img_size=(${turned(crop)})`, `patch_size=(${turned(patch)})`, `num_layers=${depth}`, ...shared].join(", ")})`
    : `UNETR(${[`in_channels=${channels}`, `out_channels=${unetr.outputs}`, `img_size=(${turned(crop)})`, `feature_size=${unetr.features}`, ...shared].join(", ")})`
}
