import { fault, type Fault } from "../../dsl/fault.ts"
import { sameShape } from "../engine/shape.ts"
import { firstNames } from "../faults/firstNames.ts"
import { prefixed } from "../nn/layers/names.ts"
import { parameterFaults } from "../nn/parameterFaults.ts"
import { encoderPrefix, type ObjectiveContext, type ObjectiveModel } from "./contract.ts"
import { viewInputs } from "./viewInputs.ts"

/** What of the model of an objective would let a step train something else than it says. */
export const objectiveFaults = (
  kind: string,
  model: ObjectiveModel,
  { encoder }: ObjectiveContext,
): readonly Fault[] => {
  const { parameters, phases, buffers, inputs } = model
  const told = (what: string, expected: string, hint: string): Fault =>
    fault({ what: `${kind} ${what}`, where: { field: "pretraining" }, expected, hint })
  const names = Object.keys(parameters)
  const lacking = Object.entries(prefixed(encoderPrefix, encoder.parameters)).filter(
    ([name, { shape }]) => !sameShape(parameters[name]?.shape ?? [NaN], shape),
  )
  const copied = Object.entries(buffers?.copies ?? {})
  const trainedBy = (name: string): readonly string[] =>
    phases.filter(({ trains }) => trains(name)).map((phase) => phase.name)
  const twice = names.filter((name) => trainedBy(name).length > 1)
  const views = viewInputs(model).filter((view) => view in inputs)
  return [
    ...parameterFaults(kind, "pretraining", parameters),
    ...(lacking.length === 0
      ? []
      : [
          told(
            `lacks parameters of its encoder, or has them in another shape: ${firstNames(lacking.map(([name]) => name))}`,
            "every parameter of the encoder: it is what later stages take",
            "spread prefixed(encoderPrefix, encoder.parameters) into the parameters",
          ),
        ]),
    ...(phases.length === 0 ? [told("has no phases", "a phase or more", "give it one")] : []),
    ...phases.flatMap((phase) =>
      names.some((name) => phase.trains(name))
        ? []
        : [
            told(
              `trains no parameter in the phase ${phase.name}`,
              "a phase that trains some",
              "look at `trains` of the phase: it is given names as `parameters` has them",
            ),
          ],
    ),
    ...(new Set(phases.map(({ name }) => name)).size === phases.length
      ? []
      : [told("has phases of one name", "a name for each phase", "rename one")]),
    ...(twice.length === 0
      ? []
      : [
          told(
            `trains ${firstNames(twice)} in the phases ${trainedBy(twice[0] ?? "").join(" and ")}: the last alone would count`,
            "each parameter in one phase, or in none",
            "look at `trains` of the phases",
          ),
        ]),
    ...copied
      .filter(([buffer, parameter]) => buffer in parameters || !(parameter in parameters))
      .map(([buffer, parameter]) =>
        told(
          `keeps the buffer ${buffer} as a copy of ${parameter}`,
          "a name of its own, and the name of a parameter",
          "look at `buffers.copies`",
        ),
      ),
    ...views.map((view) =>
      told(
        `draws an input named ${view}`,
        "another name: the images are given by that one",
        "rename it",
      ),
    ),
  ]
}
