/** Overlap of the windows that cover a volume: side by side where its shape allows. */
export const overlap = 0
