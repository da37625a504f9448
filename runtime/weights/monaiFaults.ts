import { fault, type Fault } from "../../dsl/fault.ts"
import type { Description } from "./description.ts"

/** What keeps MONAI's networks from holding these weights. */
export const monaiFaults = (description: Description | undefined): readonly Fault[] => {
  const alternative = "write an ONNX file: --as onnx"
  if (description === undefined)
    return [
      fault({
        what: "MONAI's ViT and UNETR are not the networks of this stage",
        where: {},
        expected: "a vit encoder, alone or with unetr",
        hint: alternative,
      }),
    ]
  const { encoder, unetr } = description
  const wrong = (field: string, what: string, expected: string): Fault =>
    fault({
      what,
      where: { field },
      expected,
      hint:
        unetr === undefined ? alternative : `${alternative}, or the encoder alone, without --task`,
    })
  return [
    ...(encoder.tokens === "stacked"
      ? []
      : [wrong("encoder.tokens", "MONAI's ViT has no tokens per modality", 'tokens: "stacked"')]),
    ...(unetr === undefined || encoder.depth === 12
      ? []
      : [wrong("encoder.depth", `MONAI's UNETR has 12 layers, not ${encoder.depth}`, "12")]),
    ...(unetr === undefined || encoder.patch.every((length) => length === 16)
      ? []
      : [
          wrong(
            "encoder.patch",
            `MONAI's UNETR has patches of 16, not ${encoder.patch.join("x")}`,
            "16",
          ),
        ]),
  ]
}
