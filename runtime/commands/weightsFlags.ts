import { Option } from "effect"
import { Flag } from "effect/cli"

type Triple = readonly [number, number, number]

/** `96` or `64x96x96`, (z, y, x). */
const parseExtent = (text: string): Triple | undefined => {
  const [, first, second, third] =
    /^([1-9]\d{0,3})(?:x([1-9]\d{0,3})x([1-9]\d{0,3}))?$/.exec(text) ?? []
  if (first === undefined) return undefined
  return [Number(first), Number(second ?? first), Number(third ?? first)]
}

/** An extent given by a flag. */
export const extent = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withDescription(description),
    Flag.filterMap(
      (text) => Option.fromUndefinedOr(parseExtent(text)),
      (text) => `"${text}" is no extent: write 96, or 64x96x96 (z, y, x)`,
    ),
    Flag.optional,
  )

export const order = Flag.Literals("axes", ["zyx", "xyz"]).pipe(
  Flag.withDescription(
    "Spatial axes of the arrays MONAI's network takes: zyx, as here; xyz, as its LoadImage gives them",
  ),
  Flag.withDefault("zyx"),
)
