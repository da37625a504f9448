import type { Component } from "../component.ts"
import type { Options } from "../field.ts"
import type { Metric } from "../metrics/family.ts"
import { defineTask } from "./family.ts"
import { probabilityFields, type OneOf, type ProbabilityTask } from "./probability.ts"

export const classificationDefinition = defineTask({
  kind: "classification",
  doc: "Trains a classifier of subjects: a probe on the encoder's frozen features, or a network end to end.",
  implementation: "ablate:training/tasks/classification",
  of: "probability",
  fields: probabilityFields,
})

export type Classification<
  Label extends string = string,
  M extends Metric<"probability"> = Metric<"probability">,
> = ProbabilityTask<Label, M> & Component<"task", "classification">

type ClassificationOptions<Label, Ms> = Omit<
  Options<typeof probabilityFields>,
  "label" | "metrics"
> & {
  readonly label: Label
  readonly metrics?: Ms
}

type ClassificationMetrics = readonly Metric<"probability">[]

/** Classification of subjects, by default by a probe on frozen features (paper III-C). */
export function classification<
  const Label extends string,
  const Ms extends ClassificationMetrics | undefined = undefined,
>(options: ClassificationOptions<Label, Ms>): Classification<Label, OneOf<Ms>>
export function classification<const Label extends string>(
  options: ClassificationOptions<Label, ClassificationMetrics>,
): Classification<Label> {
  return { ...classificationDefinition(options), label: options.label }
}
