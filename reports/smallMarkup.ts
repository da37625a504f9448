/** A piece of a heading or label: plain, below or above the line. */
export interface Piece {
  readonly text: string
  readonly script: "none" | "sub" | "super"
}

const scripts = /([_^])\{([^{}]*)\}/g

/** The small markup of headings and labels: `L_{PBT}` sets PBT below the line, `10^{3}` 3 above it. */
const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(scripts)) {
    const [whole, mark, inside = ""] = match
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), script: "none" })
    pieces.push({ text: inside, script: mark === "_" ? "sub" : "super" })
    from = match.index + whole.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), script: "none" })
  return pieces
}

/** A heading or label in some format, each piece by its own writer. */
export const written = (
  text: string,
  writers: Readonly<Record<Piece["script"], (text: string) => string>>,
): string =>
  piecesOf(text)
    .map((piece) => writers[piece.script](piece.text))
    .join("")

/** A heading or label without markup: `L_PBT`. */
export const plainLabel = (text: string): string =>
  written(text, { none: (own) => own, sub: (own) => `_${own}`, super: (own) => `^${own}` })
