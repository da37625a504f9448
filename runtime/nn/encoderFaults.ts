import { fault, type Fault } from "../../dsl/fault.ts"
import type { Encoder } from "../../dsl/encoders/family.ts"
import { axes } from "../../dsl/field.ts"
import { sameShape } from "../engine/shape.ts"
import type { EncoderModel } from "./encoderContract.ts"
import { parameterFaults } from "./parameterFaults.ts"

/** Where the model of an encoder is another one than its fields say, by which other parts are built. */
export const encoderFaults = (encoder: Encoder, model: EncoderModel): readonly Fault[] => {
  const { kind, crop, depth, width } = encoder
  const differing = (what: string, is: unknown, declared: unknown): Fault =>
    fault({
      what: `${kind} has ${String(is)} as its ${what}, and says ${String(declared)}`,
      where: { field: "encoder" },
      expected: "a model as its fields say",
      hint: "look at `model` of its module",
    })
  return [
    ...parameterFaults(kind, "encoder", model.parameters),
    ...(sameShape(model.crop, axes(crop)) ? [] : [differing("crop", model.crop, axes(crop))]),
    ...(model.levels.length === depth
      ? []
      : [differing("number of levels", model.levels.length, depth)]),
    ...(model.width === width && model.levels.at(-1)?.width === width
      ? []
      : [differing("width of its last level", model.levels.at(-1)?.width, width)]),
  ]
}
