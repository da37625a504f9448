import type { CellMask } from "./cells.ts"

const nameOf = (names: readonly string[], modality: number): string =>
  names[modality] ?? `modality ${modality + 1}`

const isMasked = (
  { grid: [d, h, w], masked }: CellMask,
  m: number,
  z: number,
  y: number,
  x: number,
) => masked[((m * d + z) * h + y) * w + x] === 1

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index)

/** A drawn mask as text: a block for each modality and axial slice, `#` masked, `.` visible. */
export const maskText = (cells: CellMask, names: readonly string[] = []): string => {
  const [d, h, w] = cells.grid
  const row = (m: number, z: number, y: number): string =>
    upTo(w)
      .map((x) => (isMasked(cells, m, z, y, x) ? "#" : "."))
      .join(" ")
  return upTo(cells.modalities)
    .flatMap((m) =>
      upTo(d).map((z) =>
        [`${nameOf(names, m)}, slice ${z + 1} of ${d}`, ...upTo(h).map((y) => row(m, z, y))].join(
          "\n",
        ),
      ),
    )
    .join("\n\n")
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** A drawn mask as SVG: a row for each modality, a column for each axial slice; masked is dark. */
export const maskSvg = (cells: CellMask, names: readonly string[] = [], cell = 8): string => {
  const [d, h, w] = cells.grid
  const [label, gap] = [72, cell]
  const [width, height] = [w * cell + gap, h * cell + gap]
  const square = (m: number, z: number, y: number, x: number): string => {
    const fill = isMasked(cells, m, z, y, x) ? "#2b2b2b" : "#d9e2ec"
    const [left, top] = [label + z * width + x * cell, m * height + y * cell]
    return `<rect x="${left}" y="${top}" width="${cell - 1}" height="${cell - 1}" fill="${fill}"/>`
  }
  const rows = upTo(cells.modalities).flatMap((m) => [
    `<text x="0" y="${m * height + (h * cell) / 2}" dominant-baseline="middle">${escaped(nameOf(names, m))}</text>`,
    ...upTo(d).flatMap((z) => upTo(h).flatMap((y) => upTo(w).map((x) => square(m, z, y, x)))),
  ])
  const size = [label + d * width - gap, cells.modalities * height - gap] as const
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size[0]} ${size[1]}" font-family="sans-serif" font-size="11">`,
    ...rows,
    "</svg>",
  ].join("\n")
}
