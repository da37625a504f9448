import { Resvg } from "@resvg/resvg-js"
import { fontFiles, pngFamily } from "./font.ts"

/** Pixels of a PNG for each unit of the SVG: 192 dots an inch at the size of the page. */
const zoom = 2

/** An SVG as PNG on white. Text is set in DejaVu Sans whatever fonts the machine has. */
export const rasterize = (svg: string): Uint8Array =>
  new Resvg(svg, {
    background: "#ffffff",
    fitTo: { mode: "zoom", value: zoom },
    font: {
      loadSystemFonts: false,
      fontFiles: [...fontFiles()],
      defaultFontFamily: pngFamily,
      sansSerifFamily: pngFamily,
    },
  })
    .render()
    .asPng()
