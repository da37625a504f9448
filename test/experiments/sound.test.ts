import { describe, expect, it } from "vitest"
import * as brats2023 from "../../experiments/brats2023.ts"
import * as cifar10 from "../../experiments/cifar10.ts"
import * as ljubljana from "../../experiments/ljubljana.ts"
import * as lung from "../../experiments/lung.ts"
import * as lungProton from "../../experiments/lungProton.ts"
import * as figure1 from "../../experiments/m2mae/figure1.ts"
import * as figure3 from "../../experiments/m2mae/figure3.ts"
import * as figure6 from "../../experiments/m2mae/figure6.ts"
import * as figure7 from "../../experiments/m2mae/figure7.ts"
import * as figure8 from "../../experiments/m2mae/figure8.ts"
import * as figure9 from "../../experiments/m2mae/figure9.ts"
import * as figure10 from "../../experiments/m2mae/figure10.ts"
import * as figure11 from "../../experiments/m2mae/figure11.ts"
import * as table1 from "../../experiments/m2mae/table1.ts"
import * as table2 from "../../experiments/m2mae/table2.ts"
import * as table3 from "../../experiments/m2mae/table3.ts"
import * as table4 from "../../experiments/m2mae/table4.ts"
import * as table5 from "../../experiments/m2mae/table5.ts"
import * as picai from "../../experiments/picai.ts"
import * as quickstart from "../../experiments/quickstart.ts"
import * as readings from "../../experiments/readings.ts"
import * as zoo from "../../experiments/zoo.ts"
import { experimentFaults, type Target } from "../../dsl/index.ts"
import { scalesOf, targetAtScale } from "../../dsl/scale.ts"
import { armsOf } from "../../dsl/target.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"

const files: Readonly<Record<string, Readonly<Record<string, Target | readonly Target[]>>>> = {
  brats2023,
  cifar10,
  ljubljana,
  lung,
  lungProton,
  figure1,
  figure3,
  figure6,
  figure7,
  figure8,
  figure9,
  figure10,
  figure11,
  table1,
  table2,
  table3,
  table4,
  table5,
  picai,
  quickstart,
  readings,
  zoo,
}

const cases = Object.entries(files).flatMap(([file, exported]) =>
  Object.values(exported)
    .flat()
    .flatMap((target) => [
      { file, name: target.name, scale: "full", target },
      ...scalesOf(target).map((scale) => ({
        file,
        name: target.name,
        scale,
        target: targetAtScale(target, scale),
      })),
    ]),
)

describe("the experiment files are without faults", () => {
  it.each(cases)("$file: $name at scale $scale", ({ target }) => {
    expect(targetFaults(target)).toEqual([])
    for (const { experiment } of armsOf(target)) expect(experimentFaults(experiment)).toEqual([])
  })
})
