/** A colour as red, green and blue bytes. */
export type Colour = readonly [number, number, number]

/**
 * Regions in the order they are painted, as in the captions of the paper's Figures 1 and 7-9: the
 * outer region green, the next red, the inner one yellow.
 */
export const regionColours: readonly Colour[] = [
  [47, 179, 68],
  [224, 49, 49],
  [255, 212, 59],
  [77, 171, 247],
  [190, 75, 219],
  [255, 146, 43],
]

/** Lines of arms: Okabe and Ito's colours, told apart also by readers with colour-blindness. */
const armColours: readonly string[] = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#000000",
  "#8a7a00",
]

/** The colour of a line, by its place in the legend; they repeat. */
export const armColour = (index: number): string =>
  armColours[index % armColours.length] ?? "#000000"

/** A colour as SVG takes it. */
export const rgb = ([red, green, blue]: Colour): string => `rgb(${red},${green},${blue})`
