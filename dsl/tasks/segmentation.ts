import { Schema } from "effect"
import type { Component } from "../component.ts"
import { defaulted, NonNegative, type Options } from "../field.ts"
import type { Metric } from "../metrics/family.ts"
import { defineTask } from "./family.ts"
import { maskFields, type MaskTask, type Segmented } from "./mask.ts"

export const segmentationDefinition = defineTask({
  kind: "segmentation",
  doc: "Fine-tunes the encoder with a segmentation network; one sigmoid output a region.",
  implementation: "ablate:training/tasks/segmentation",
  of: "masks",
  fields: {
    ...maskFields,
    loss: defaulted(
      Schema.Struct({ dice: NonNegative, bce: NonNegative }),
      { dice: 1, bce: 1 },
      "Weights of the Dice loss and the binary cross-entropy, per region.",
      "UNETR: Dice + cross-entropy",
    ),
  },
})

export type Segmentation<
  Region extends string = string,
  M extends Metric<"masks"> = Metric<"masks">,
> = MaskTask<Region, M> &
  Component<"task", "segmentation"> & {
    readonly loss: { readonly dice: number; readonly bce: number }
  }

type SegmentationOptions = Options<typeof segmentationDefinition.fields>

/** Segmentation of regions, by fine-tuning (paper III-C: UNETR). */
export const segmentation = <const Region extends string, const M extends Metric<"masks">>(
  options: Omit<SegmentationOptions, "regions" | "metrics"> & Segmented<Region, M>,
): Segmentation<Region, M> => segmentationDefinition(options)
