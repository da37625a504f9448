/** One number for each of depth, height and width. */
export type Triple = readonly [number, number, number]

/** The same number three times, or the three given. */
export const triple = (size: number | Triple): Triple =>
  typeof size === "number" ? [size, size, size] : size
