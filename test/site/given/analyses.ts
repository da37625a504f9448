export { brats } from "./figures.ts"
