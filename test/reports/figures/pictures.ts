import { inflateSync } from "node:zlib"

/** A picture found in an SVG, decoded by the PNG standard for unfiltered rows. */
export interface Picture {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly pixels: readonly number[]
}

const decode = (title: string, file: Buffer): Picture => {
  const width = file.readUInt32BE(16)
  const height = file.readUInt32BE(20)
  const channels = file[25] === 0 ? 1 : 3
  const length = file.readUInt32BE(33)
  const rows = inflateSync(file.subarray(41, 41 + length))
  const stride = width * channels + 1
  const pixels = [...rows].filter((_, index) => index % stride !== 0)
  return { title, width, height, channels, pixels }
}

/** The pictures inside an SVG, in order, by their titles. */
export const picturesOf = (svg: string): readonly Picture[] =>
  [...svg.matchAll(/href="data:image\/png;base64,([^"]*)"><title>([^<]*)<\/title>/g)].map(
    ([, base64 = "", title = ""]) => decode(title, Buffer.from(base64, "base64")),
  )

/** The words of an SVG's text elements. */
export const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words = ""]) => words)

/** How far below the upper edge the texts of an SVG stand that begin with some words. */
export const heightsOf = (svg: string, words: string): readonly number[] => {
  const above: number[] = []
  const found: number[] = []
  for (const [, end, name, own = "", text = ""] of svg.matchAll(/<(\/?)(g|text)\b([^>]*)>([^<]*)/g))
    if (end === "/") above.pop()
    else {
      const moved = /translate\([-\d.]+,([-\d.]+)\)/.exec(own)?.[1] ?? 0
      const y = (above.at(-1) ?? 0) + Number(moved)
      if (!own.endsWith("/")) above.push(y)
      if (name === "text" && text.startsWith(words)) found.push(y)
    }
  return found
}
