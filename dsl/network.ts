import * as builtIn from "./networks/builtIn.ts"

export * from "./networks/builtIn.ts"
export { defineNetwork, type Network } from "./networks/family.ts"

export const networkDefinitions = Object.values(builtIn)
