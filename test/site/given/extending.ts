export { meanAbsoluteError } from "../../acceptance/extension/meanAbsoluteError.ts"
export { regression } from "../../acceptance/extension/regression.ts"
