import type { Fault } from "../../dsl/fault.ts"

/** A fault as a line that warns. */
export const warningText = ({ what, where: { subject }, hint }: Fault): string =>
  `${subject === undefined ? "" : `${subject}: `}${what}${hint === undefined ? "" : `; ${hint}`}`
