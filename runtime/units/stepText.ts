/** A step as it is shown: with one digit where it is under way. */
export const stepText = (step: number): string =>
  Number.isInteger(step) ? String(step) : step.toFixed(1)
