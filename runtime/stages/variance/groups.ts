/** Independent estimates of a variance, from which its standard error is. */
export const groups = 10
