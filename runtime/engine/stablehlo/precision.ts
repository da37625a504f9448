import { convert } from "./elementwise.ts"
import type { Value } from "./value.ts"
import type { Writer } from "./writer.ts"

/** A factor of a product, as the precision of the step reads it. */
export const factor = (w: Writer, x: Value): Value =>
  w.precision === "bfloat16" ? convert(w, x, "bfloat16") : x

/** Whether a GPU may round float32 factors to TensorFloat-32: by default it may. */
export const roundingOf = (w: Writer): "HIGHEST" | "DEFAULT" =>
  w.precision === "float32" ? "HIGHEST" : "DEFAULT"
