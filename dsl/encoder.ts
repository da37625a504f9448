import { Schema } from "effect"
import { family, type Component } from "./component.ts"
import { Count, defaulted, Extent, Positive, required, type Options } from "./field.ts"

/** An encoder of crops into tokens. `Depth` is its number of transformer blocks. */
export interface Encoder<Depth extends number = number> extends Component<"encoder"> {
  readonly crop: Extent
  readonly patch: Extent
  readonly width: number
  readonly depth: Depth
}

const defineEncoder = family("encoder")

export const vitDefinition = defineEncoder({
  kind: "vit",
  doc: "Vision Transformer (Dosovitskiy 2021) with pre-norm blocks, laid out as MONAI's ViT.",
  implementation: "ablate:nn/encoders/vit",
  fields: {
    crop: required(Extent, "Voxels of an input crop along each axis."),
    patch: required(Extent, "Voxels of a patch along each axis; divides the crop."),
    width: required(Count, "Dimensions of a token."),
    depth: required(Count, "Transformer blocks."),
    heads: required(Count, "Attention heads; divides the width."),
    mlpRatio: defaulted(
      Positive,
      4,
      "Hidden width of a block's MLP over the width.",
      "ViT: 3072 / 768",
    ),
    tokens: defaulted(
      Schema.Literals(["stacked", "perModality"]),
      "stacked",
      "`stacked`: modalities are channels of one token; `perModality`: a token per modality and position.",
      "eq. 7 and UNETR: stacked; M3AE: per modality",
    ),
    position: defaulted(
      Schema.Literals(["learned", "sincos"]),
      "learned",
      "Position embedding.",
      "MONAI ViT, the authors' code",
    ),
    qkvBias: defaulted(
      Schema.Boolean,
      false,
      "Bias of the query, key and value projection.",
      "MONAI ViT",
    ),
  },
})

export interface Vit<Depth extends number = number> extends Encoder<Depth> {
  readonly kind: "vit"
  readonly heads: number
  readonly mlpRatio: number
  readonly tokens: "stacked" | "perModality"
  readonly position: "learned" | "sincos"
  readonly qkvBias: boolean
}

/** A ViT. The paper's: `vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })`. */
export const vit = <const Depth extends number>(
  options: Omit<Options<typeof vitDefinition.fields>, "depth"> & { readonly depth: Depth },
): Vit<Depth> => ({ ...vitDefinition(options), depth: options.depth })

/** The numbers 1..N; `number` where N is not known. */
type UpTo<N extends number, Seen extends readonly unknown[] = []> = number extends N
  ? number
  : Seen["length"] extends N
    ? never
    : [...Seen, unknown]["length"] | UpTo<N, [...Seen, unknown]>

/** The layers an encoder has, counted from 1. */
export type LayerOf<E> = E extends Encoder<infer Depth> ? UpTo<Depth> & number : never

export const encoderDefinitions = [vitDefinition]
