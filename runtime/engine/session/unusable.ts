import { fault } from "../../../dsl/fault.ts"

/** Why a program cannot be used any more, or not before its state is loaded again. */
export const unusable = {
  closed: fault({ what: "the program was closed", where: {}, hint: "use it inside its scope" }),
  "half-way": fault({
    what: "an earlier step failed half-way: the state is lost",
    where: { field: "state" },
    hint: "load the state again",
  }),
} as const
