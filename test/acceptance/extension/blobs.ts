import { defaulted, defineDataset, Split } from "ablate"
import { Schema } from "effect"

/** Two modalities with one bright ball each; the class is whether the ball is large. */
export const blobs = defineDataset({
  kind: "blobs",
  doc: "Bright balls in noise.",
  implementation: import.meta.resolve("./blobs.load.ts"),
  fields: {
    modalities: defaulted(
      Schema.Array(Schema.Literals(["a", "b"])),
      ["a", "b"],
      "Image channels.",
      "this example",
    ),
    regions: defaulted(
      Schema.Struct({ ball: Schema.Array(Schema.Int) }),
      { ball: [1] },
      "Named sets of label values.",
      "this example",
    ),
    labels: defaulted(
      Schema.Struct({ large: Schema.Null }),
      { large: null },
      "Classes by subject.",
      "this example",
    ),
    values: defaulted(
      Schema.Struct({ radius: Schema.Null }),
      { radius: null },
      "Numbers by subject: the radius of the ball in voxels.",
      "this example",
    ),
    split: defaulted(Split, { test: 6, seed: 0 }, "Subjects held out.", "this example"),
    subjects: defaulted(Schema.Int, 18, "Number of subjects.", "this example"),
  },
})
