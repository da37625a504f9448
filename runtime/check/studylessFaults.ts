import { faultIf } from "../../dsl/faultIf.ts"
import { Predicate } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { studiesOf } from "../../dsl/target.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { locatePath } from "./locate.ts"
import type { Source } from "./source.ts"

/** Tables and figures of what is no study, where a value of type `any` has hidden it from the type checker. */
export const studylessFaults = (source: Source, evaluated: Evaluated): readonly Fault[] =>
  evaluated.targets.flatMap(([exported, target]) =>
    faultIf(
      studiesOf(target).some((study: unknown) => !Predicate.hasProperty(study, "arms")),
      () => ({
        what: `${target.target} ${target.name} is of something that is no study: it has no arms`,
        where: locatePath(source, evaluated, exported, ["study"]).where,
        expected: "a study, as made by grid(), ablate() or arms()",
        hint: "of an experiment: study: arms(base, { Base: {} }); give values their types instead of any",
      }),
    ),
  )
