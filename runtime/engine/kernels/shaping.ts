import type * as tf from "@tensorflow/tfjs"
import { has, numberAt, numbersAt } from "../attributes.ts"
import { axisOf, type Shape, sizeOf } from "../shape.ts"

type Attributes = tf.NamedAttrMap | undefined

/** The shape that `Reshape` asks for; -1 is what is left over. */
export const reshapedShape = (attributes: Attributes, x: Shape): Shape => {
  const shape = numbersAt(attributes, "shape")
  const known = sizeOf(shape.filter((axis) => axis !== -1))
  const free = known === 0 ? 0 : sizeOf(x) / known
  return shape.map((axis) => (axis === -1 ? free : axis))
}

/** The box that `Slice` asks for; a size of -1 reaches to the end. */
export const sliceBox = (attributes: Attributes, x: Shape) => {
  const begin = x.map((_, axis) => numbersAt(attributes, "begin")[axis] ?? 0)
  const size = x.map((length, axis) => {
    const wanted = numbersAt(attributes, "size")[axis] ?? -1
    return wanted === -1 ? length - begin[axis]! : wanted
  })
  return { begin, size }
}

/** The axis along which `SplitV` divides and the lengths of its parts; a length of -1 is the rest. */
export const splitParts = (attributes: Attributes, x: Shape) => {
  const axis = axisOf(numberAt(attributes, "axis"), x.length)
  const given = attributes?.["numOrSizeSplits"]
  const length = x[axis]!
  const listed =
    typeof given === "number"
      ? Array<number>(given).fill(length / given)
      : numbersAt(attributes, "numOrSizeSplits")
  const rest = length - listed.reduce((sum, size) => sum + Math.max(0, size), 0)
  return { axis, lengths: listed.map((size) => (size === -1 ? rest : size)) }
}

/** The numbers of `Range`. */
export const rangeValues = (attributes: Attributes): Float32Array | Int32Array => {
  const [start, stop] = [numberAt(attributes, "start"), numberAt(attributes, "stop")]
  const step = has(attributes, "step") ? numberAt(attributes, "step") : 1
  const length = Math.max(0, Math.ceil((stop - start) / step))
  const values = Array.from({ length }, (_, index) => start + index * step)
  return attributes?.["dtype"] === "int32" ? Int32Array.from(values) : Float32Array.from(values)
}

/** The element type of `Fill`. */
export const filledType = (attributes: Attributes): "float32" | "int32" | "bool" => {
  const dtype = attributes?.["dtype"]
  if (dtype === "int32") return "int32"
  return dtype === "bool" ? "bool" : "float32"
}
