import { type Element, typeText } from "./value.ts"

const scalar = (dtype: Element): string => typeText({ shape: [], dtype })

/** How two scalars are joined, as scatters and windows take it. */
export const scalarRegion = (op: "add" | "maximum", dtype: Element): string => {
  const type = scalar(dtype)
  return `{ ^bb0(%l: ${type}, %m: ${type}): %r = stablehlo.${op} %l, %m : ${type} stablehlo.return %r : ${type} }`
}

/** Whether the first of two scalars is taken: the larger one, the first among equals. */
export const largerRegion = (dtype: Element): string => {
  const [type, truth] = [scalar(dtype), scalar("bool")]
  return `{ ^bb0(%l: ${type}, %m: ${type}): %r = stablehlo.compare GE, %l, %m : (${type}, ${type}) -> ${truth} stablehlo.return %r : ${truth} }`
}
