import { element, markupText } from "../markup.ts"
import { fontFamily } from "./font.ts"
import { encodePng, type Pixels } from "./png.ts"

interface TextOptions {
  readonly anchor?: "start" | "middle" | "end"
  readonly size?: number
  readonly bold?: boolean
  readonly fill?: string
}

/** A line of text; `y` is its baseline. */
export const text = (x: number, y: number, words: string, options: TextOptions = {}): string =>
  element(
    "text",
    {
      x,
      y,
      "text-anchor": options.anchor ?? "start",
      "font-size": options.size ?? 11,
      "font-weight": options.bold === true ? 700 : undefined,
      fill: options.fill ?? "#1a1a1a",
    },
    markupText(words),
  )

/** Where a panel lies. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Pixels as an image without smoothing, so that every voxel stays a square; black around it. */
export const picture = (place: Place, pixels: Pixels, title: string): string =>
  [
    element("rect", { ...place, fill: "#000000" }),
    element(
      "image",
      {
        ...place,
        "image-rendering": "optimizeSpeed",
        style: "image-rendering:pixelated",
        href: `data:image/png;base64,${Buffer.from(encodePng(pixels)).toString("base64")}`,
      },
      element("title", {}, markupText(title)),
    ),
  ].join("")

/** A panel whose picture is not there. */
export const missingPanel = (place: Place): string =>
  [
    element("rect", { ...place, fill: "#f1f1f1", stroke: "#bbbbbb" }),
    text(place.x + place.width / 2, place.y + place.height / 2 + 4, "missing", {
      anchor: "middle",
      fill: "#666666",
    }),
  ].join("")

/** A whole SVG document. */
export const document = (
  width: number,
  height: number,
  title: string,
  ...children: readonly string[]
): string =>
  element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "font-family": fontFamily,
    },
    element("title", {}, markupText(title)),
    "\n",
    children.join("\n"),
    "\n",
  )

/** Widths of characters in DejaVu Sans, the widest face that text may be set in, in ems; 0.64 of all others. */
const advances = [
  { of: /[fijlrtI.,:;'!|()[\]/\s-]/, width: 0.41 },
  { of: /[mwMW@%]/, width: 1 },
  { of: /\p{Lu}/u, width: 0.79 },
]

/** Width that text takes at most. */
export const textWidth = (words: string, size = 11): number => {
  const ems = Array.from(
    words,
    (character) => advances.find(({ of }) => of.test(character))?.width ?? 0.64,
  )
  return Math.ceil(size * ems.reduce((sum, width) => sum + width, 0))
}

/** Words broken into lines of at most so many characters; a longer word stays whole. */
export const wrap = (words: string, characters: number): readonly string[] =>
  words.split(/\s+/).reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1)
    return last !== undefined && `${last} ${word}`.length <= characters
      ? [...lines.slice(0, -1), `${last} ${word}`]
      : [...lines, word]
  }, [])
