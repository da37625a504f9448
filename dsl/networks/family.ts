import { componentOf, family, type Component } from "../component.ts"

/** A network for a task, on an encoder or alone. */
export type Network = Component<"network">

export const AnyNetwork = componentOf<Network>("network")

/** Declares a network from its fields and the module that builds it. */
export const defineNetwork = family("network")
