/** Plans 10,000 arms some times and prints how long it took, as JSON. */
import { builtIn } from "../../dsl/definitions.ts"
import { Result } from "effect"
import { adam, grid } from "../../dsl/index.ts"
import { planStudy } from "../../runtime/plan/planStudy.ts"
import { builtInFlow } from "../../runtime/tasks/flows.ts"
import { base } from "../plan/study.ts"

const rates = Array.from({ length: 100 }, (_, index) => 1e-5 * (index + 1))
const optimizers = rates.map((lr) => adam({ lr, warmup: 1 }))
const [tries, seeds] = [5, [0]]

const once = () => {
  const begun = performance.now()
  const study = grid(base, {
    "pretraining.optimizer": Object.fromEntries(optimizers.map((each) => [each.lr, each])),
    "tasks.lesion.optimizer": Object.fromEntries(optimizers.map((each) => [each.lr, each])),
    seeds: { one: seeds },
  })
  const plan = planStudy([study], {
    codeHash: (address) => address,
    definitions: builtIn,
    fingerprint: () => "data",
    flowOf: builtInFlow,
  })
  if (Result.isFailure(plan)) throw new Error("the study has faults")
  const seconds = (performance.now() - begun) / 1000
  return { seconds, arms: study.arms.length, stages: plan.success.stages.length }
}

/** What lives in memory, bytes; the plans do not. */
const living = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const first = once()
const before = living()
const more = Array.from({ length: tries - 1 }, once)
const times = [first, ...more].map(({ seconds }) => seconds).toSorted((a, b) => a - b)
const { arms, stages } = first
console.log(
  JSON.stringify({
    arms,
    stages,
    fastest: times[0],
    median: times[times.length >> 1],
    before,
    after: living(),
    peak: process.resourceUsage().maxRSS * 1024,
  }),
)
