import { type Element, typeText } from "./value.ts"

const scalar = (dtype: Element): string => typeText({ shape: [], dtype })

/** How two scalars are joined, as scatters and windows take it. */
export const scalarRegion = (op: "add" | "maximum", dtype: Element): string => {
  const type = scalar(dtype)
  return `{ ^bb0(%l: ${type}, %m: ${type}): %r = stablehlo.${op} %l, %m : ${type} stablehlo.return %r : ${type} }`
}
