import { createRequire } from "node:module"

const require = createRequire(import.meta.url)

/** Faces that PNG text is drawn with, from the package, so that a machine without fonts will do. */
export const fontFiles = (): readonly string[] => [
  require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
]

/** The family of `fontFiles`. */
export const pngFamily = "DejaVu Sans"

/** What a browser shows SVG text in; the last two are everywhere. */
export const fontFamily = `Helvetica, Arial, ${pngFamily}, sans-serif`
