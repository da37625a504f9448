import { Schema } from "effect"
import { Fault } from "../../dsl/fault.ts"

/** Work that could not be done, with everything that is wrong. */
export class Faulty extends Schema.TaggedError<Faulty>()("Faulty", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults.map((fault) => fault.what).join("; ")
  }
}
