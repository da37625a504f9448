import { Result } from "effect"
import { assert, array, constantFrom, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { table } from "../../dsl/index.ts"
import { missingStages } from "../../runtime/plan/missing.ts"
import type { Plan } from "../../runtime/plan/planStudy.ts"
import { selectAny } from "../../runtime/plan/selectStages.ts"
import { selectorsOf } from "../../runtime/plan/selectorsOf.ts"
import { base, planOf, threeArms } from "./study.ts"

/** Stages that fail, and those that cannot run for it. */
const lostWith = (plan: Plan, failed: readonly string[]): ReadonlySet<string> => {
  const lost = new Set(failed)
  for (const { key, inputs } of plan.stages)
    if (Object.values(inputs).some((input) => lost.has(input))) lost.add(key)
  return lost
}

const runAgain = (plan: Plan, lost: ReadonlySet<string>): readonly string[] => {
  const selected = Result.getOrThrow(selectAny(plan, selectorsOf(plan, lost)))
  const done = new Set(plan.stages.map(({ key }) => key).filter((key) => !lost.has(key)))
  return missingStages(selected, done).map(({ key }) => key)
}

describe("selectorsOf", () => {
  const study = threeArms()
  const more = threeArms({ ...base, name: "other", seeds: [0, 3] })
  const plans: Readonly<Record<string, Plan>> = {
    "a study": planOf([study]),
    "two studies with arms of the same names": planOf([
      table({ name: "one", study, columns: ["lesion.dice.ET", "subtype.auc"] }),
      table({ name: "two", study: more, columns: ["lesion.dice.ET", "pretraining.mse"] }),
    ]),
  }

  it.each(Object.entries(plans))(
    "of %s name what failed and what it stopped, and no more",
    (_, plan) => {
      const keys = plan.stages.map(({ key }) => key)
      assert(
        property(array(constantFrom(...keys), { minLength: 1, maxLength: 5 }), (failed) => {
          const lost = lostWith(plan, failed)
          expect(new Set(runAgain(plan, lost))).toEqual(lost)
        }),
      )
    },
  )

  it("put seeds and arms together, and leave out what comes along", () => {
    const plan = planOf([study])
    const failed = plan.stages.filter(
      ({ kind, arms }) => kind === "finetune" && !arms.includes("scratch"),
    )
    expect(
      selectorsOf(
        plan,
        lostWith(
          plan,
          failed.map(({ key }) => key),
        ),
      ),
    ).toEqual(["kind=score,arm=MAE,arm=M2-MAE,seed=0,seed=1,task=lesion"])
  })
})
