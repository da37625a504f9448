import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { dmfnet, grid } from "../../dsl/index.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { cardOf } from "../../runtime/cost/cards.ts"
import { bytesOf, graphCost } from "../../runtime/cost/graph.ts"
import { pastOf } from "../../runtime/cost/past.ts"
import { planCost } from "../../runtime/cost/planCost.ts"
import type { Surroundings } from "../../runtime/cost/surroundings.ts"
import type { Plan } from "../../runtime/plan/planStudy.ts"
import { dataFacts } from "../../runtime/stages/dataFacts.ts"
import type { Attempt } from "../../runtime/store/attempt.ts"
import { attempt } from "../ledger/attempt.ts"
import { base, planOf, threeArms } from "../plan/study.ts"

/** 8 subjects of 40 x 32 x 32 voxels: two windows of 32 each. */
const subjects = Array.from({ length: 8 }, (_, number) => ({
  id: `s${number}`,
  patient: `p${number}`,
  labels: { subtype: number % 2 === 0 ? (0 as const) : (1 as const) },
}))

const surroundings: Surroundings = {
  device: "cpu",
  slots: 2,
  threadsPerSlot: 1,
  past: pastOf([], "cpu", "here"),
  data: () => Effect.succeed(dataFacts(4, subjects, [40, 32, 32])),
  mostGraphs: 32,
}

const costOf = (plan: Plan, change: Partial<Surroundings> = {}, done: readonly string[] = []) =>
  Effect.runPromise(planCost(plan, new Set(done), { ...surroundings, ...change }))

/** Products of a ViT of 64 tokens, width 48, depth 4, patches of 8^3 voxels of 4 channels. */
const vitFlops = () => {
  const [tokens, width, depth, patch] = [64, 48, 4, 4 * 8 ** 3]
  const block = tokens * 12 * width ** 2 + 2 * tokens ** 2 * width
  return 2 * (tokens * patch * width + depth * block)
}

describe("planCost", () => {
  const plan = planOf([threeArms()])

  it("counts an encoder's operations as its matrix products have them", async () => {
    const { stages } = await costOf(plan)
    const embed = stages.find(({ kind }) => kind === "embed")
    expect(embed).toMatchObject({ steps: 8, flops: 8 * 2 * vitFlops(), basis: "assumed" })
  })

  it("counts the steps that training takes", async () => {
    const { stages } = await costOf(plan)
    // 6 of 8 subjects, 4 crops each, 4 a step, 10 epochs; then 1 crop each, 5 epochs.
    expect(stages.find(({ kind }) => kind === "pretrain")?.steps).toBe(60)
    expect(stages.find(({ kind }) => kind === "finetune")?.steps).toBe(5)
  })

  it("counts the validation of a training, where no past has it in", async () => {
    const secondsOf = async (split: object) => {
      const experiment = replaceAt(base, "dataset.split", split)
      const only = [{ name: "only", arms: [{ name: "only", factors: {}, experiment }] }]
      const { stages } = await costOf(planOf(only))
      return stages.find(({ kind }) => kind === "finetune")?.seconds ?? Number.NaN
    }
    const plain = await secondsOf({ test: 2, seed: 0 })
    const validated = await secondsOf({ test: 1, validation: 1, seed: 0 })
    // Of 6 subjects both train; 5 steps, each measured: two windows forth, a third of 4 crops forth and back.
    const startUp = 2
    const more = (validated - startUp) / (plain - startUp)
    expect(more).toBeCloseTo(1 + (5 * 2) / (3 * 4 * 5), 4)
  })

  it("counts the memory of programs that stay loaded beside a training", async () => {
    const experiment = replaceAt(base, "dataset.split", { test: 1, validation: 1, seed: 0 })
    const own = planOf([{ name: "o", arms: [{ name: "only", factors: {}, experiment }] }])
    const { stages } = await costOf(own)
    // A pre-training's gradients by term and its monitor of collapse; a fine-tuning's validation.
    for (const [kind, programs] of [
      ["pretrain", 2],
      ["finetune", 1],
    ] as const) {
      const stage = own.stages.find((each) => each.kind === kind)
      const built = await Effect.runPromise(
        stage!.configured.program({ channels: 4, features: 0, batch: 1 }),
      )
      const alone = await Effect.runPromise(graphCost(built!.program, "cpu"))
      const weights = bytesOf(built!.kept[0]!)
      // Each program holds its own copy of the weights, and results.
      const more = (stages.find((each) => each.kind === kind)?.memory ?? 0) - alone.memory
      expect(more).toBeGreaterThan(programs * weights)
      expect(more).toBeLessThan(alone.memory)
    }
  })

  it("tells what a card takes by its roofline, between its ends, and nothing without a card", async () => {
    const ofEmbedding = ({ stages }: Awaited<ReturnType<typeof costOf>>) =>
      stages.find(({ kind }) => kind === "embed")
    const on = { device: "cuda", past: pastOf([], "cuda", "here") } as const
    const unknown = await costOf(plan, on)
    expect(ofEmbedding(unknown)).toMatchObject({ seconds: null, basis: "unknown" })
    expect(unknown.uncounted.find(({ kind }) => kind === "embed")?.why).toContain("--card")
    const known = await costOf(plan, { ...on, card: cardOf("h200") })
    const { seconds, range, basis } = ofEmbedding(known)!
    expect(basis).toBe("roofline")
    const startUp = 2
    const [best, worst] = range!.map((each) => each - startUp)
    // Eight subjects of two windows cannot take less than their products at 67 TFLOP/s.
    expect(best).toBeGreaterThanOrEqual((8 * 2 * vitFlops()) / 67e12)
    expect(worst).toBeGreaterThan(3 * best!)
    expect(seconds).toBeCloseTo(startUp + Math.sqrt(best! * worst!), 9)
  })

  it("names a network that does not fit once, and leaves its stages out", async () => {
    const experiment = replaceAt(base, "tasks.lesion.network", dmfnet({ channels: 100 }))
    const odd = [{ name: "odd", arms: [{ name: "only", factors: {}, experiment }] }]
    const cost = await costOf(planOf(odd))
    expect(cost.faults.map(({ what, hint }) => [what, hint])).toEqual([
      ["finetune lesion only seed 0: 16 groups do not divide 100 channels", "use 112"],
    ])
    const left = cost.uncounted.map(({ kind }) => kind)
    expect(left).toEqual(expect.arrayContaining(["finetune", "predict"]))
    expect(cost.stages.find(({ kind }) => kind === "pretrain")?.seconds).toBeGreaterThan(0)
    expect((await costOf(planOf([threeArms()]))).faults).toEqual([])
  })

  it("names what a part from outside gives in a step, with its line", async () => {
    const implementation = import.meta.resolve("./forgetful.update.ts")
    const optimizer = { ...base.tasks.lesion.optimizer, implementation }
    const experiment = replaceAt(base, "tasks.lesion.optimizer", optimizer)
    const only = [{ name: "only", arms: [{ name: "only", factors: {}, experiment }] }]
    expect((await costOf(planOf(only))).faults).toMatchObject([
      {
        what: expect.stringMatching(
          /finetune lesion only seed 0: after a step of adam the weight .* is undefined/,
        ),
        where: { file: fileURLToPath(implementation), line: 7 },
      },
    ])
  })

  it("names micro-batches of a network with batch norm", async () => {
    const changed = replaceAt(base, "tasks.lesion", {
      ...base.tasks.lesion,
      network: dmfnet({ channels: 32 }),
      batch: 4,
      microBatch: 2,
    })
    const only = [{ name: "only", arms: [{ name: "only", factors: {}, experiment: changed }] }]
    const [fault, ...others] = (await costOf(planOf(only))).faults
    expect(fault?.what).toContain("micro-batches of 2 would not give the gradients of a batch of 4")
    expect(others).toEqual([])
  })

  it("divides time and memory among the cards of a training, whose time counts on each", async () => {
    const onCuda = { device: "cuda", card: cardOf("h200") } as const
    const finetune = async (devices: number, change: Partial<Surroundings>) => {
      const plan = planOf([grid(base, { "tasks.lesion.devices": { it: devices } })])
      const cost = await costOf(plan, change)
      return { cost, stage: cost.stages.find(({ kind }) => kind === "finetune")! }
    }
    const [one, two] = [await finetune(1, onCuda), await finetune(2, onCuda)]
    const startUp = 2
    expect(two.stage.seconds! - startUp).toBeCloseTo((one.stage.seconds! - startUp) / 2, 9)
    // Several make no crops.
    const four = await finetune(4, onCuda)
    const shared = (stage: typeof one.stage) => stage.memory! - stage.checkpoint
    expect(shared(four.stage)).toBe(shared(two.stage) / 2)
    expect(shared(one.stage)).toBeGreaterThan(2 * shared(two.stage))
    // Of both seeds.
    expect(two.cost.deviceSeconds - one.cost.deviceSeconds).toBeCloseTo(2 * startUp, 6)
    const past = pastOf(
      [
        {
          ...attempt,
          kind: "finetune",
          cards: 2,
          progress: {
            step: 10,
            steps: 10,
            rate: 4,
            loss: null,
            flops: one.stage.flops! / one.stage.steps!,
          },
        },
      ],
      "cpu",
      "here",
    )
    // Two cards made 4 steps a second: as many are expected of two, and half of one.
    const again = [
      (await finetune(1, { ...onCuda, past })).stage,
      (await finetune(2, { ...onCuda, past })).stage,
    ]
    const [slow, quick] = again.map(({ seconds, steps }) => (seconds! - 57.5) / steps!)
    expect([slow, quick]).toEqual([expect.closeTo(1 / 2, 9), expect.closeTo(1 / 4, 9)])
    // Devices of a CPU share its cores.
    expect((await finetune(2, { device: "xla:cpu" })).stage.seconds).toBe(
      (await finetune(1, { device: "xla:cpu" })).stage.seconds,
    )
  })

  it("counts the crops that a device of XLA makes, with the volumes that stay there", async () => {
    const memoryOf = async (change: Partial<Surroundings>, kind: string) =>
      (await costOf(plan, change)).stages.find((stage) => stage.kind === kind)?.memory ?? 0
    const volume = 4 * 40 * 32 * 32
    // Six subjects, in the second with labels; four crops of 32^3 in a step.
    for (const [kind, channels] of [
      ["pretrain", 4],
      ["finetune", 5],
    ] as const) {
      const sent = await memoryOf({ device: "cuda", free: 0 }, kind)
      const staying = await memoryOf({ device: "cuda", free: 3 * 6 * channels * volume }, kind)
      expect(staying - sent).toBe(channels * (6 * volume - 4 * 4 * 32 ** 3))
      const less = 3 * 6 * channels * volume - 1
      expect(await memoryOf({ device: "cuda", free: less }, kind)).toBe(sent)
    }
  })

  it("says what it does not know, and leaves it out", async () => {
    const cost = await costOf(plan)
    expect(cost.uncounted.map(({ kind, stages }) => [kind, stages])).toEqual([
      ["index", 1],
      ["preprocess", 1],
      ["score", 12],
    ])
    expect(cost.deviceSeconds).toBeGreaterThan(0)
    expect(cost.wallSeconds).toBeLessThan(cost.deviceSeconds)
    const blind = await costOf(plan, { data: () => Effect.succeed(undefined) })
    expect(blind.deviceSeconds).toBe(0)
    expect(blind.uncounted.find(({ kind }) => kind === "pretrain")?.why).toMatch(/data/)
  })

  it("reckons with the speed that the ledger has of the same graph", async () => {
    const { stages } = await costOf(plan)
    const first = stages.find(({ kind }) => kind === "pretrain")
    const flops = (first?.flops ?? 0) / (first?.steps ?? 1)
    const past: Attempt = {
      ...attempt,
      progress: { step: 60, steps: 60, rate: 3, loss: null, flops },
    }
    const known = await costOf(plan, { past: pastOf([past], "cpu", "here") })
    const again = known.stages.find(({ key }) => key === first?.key)
    expect(again).toMatchObject({ basis: "same graph", memory: 2e9, memoryMeasured: true })
    // 60 steps at 3 a second, and the 40 s that the attempt of 60 s took beside them.
    expect(again?.seconds).toBeCloseTo(60 / 3 + 40)
  })

  it("names a split that the data cannot give, and knows no time of what needs it", async () => {
    const asks = replaceAt(base, "dataset.split", { test: 219, seed: 0 })
    const only = [{ name: "only", arms: [{ name: "only", factors: {}, experiment: asks }] }]
    const past = pastOf([attempt], "cpu", "here")
    const cost = await costOf(planOf(only), { past })
    expect(cost.faults.map(({ what, where }) => [what, where.field])).toEqual([
      ["219 subjects are asked for where 8 are left", "split.test"],
    ])
    expect(cost.stages.find(({ kind }) => kind === "pretrain")?.seconds).toBeNull()
    expect(cost.uncounted.find(({ kind }) => kind === "pretrain")?.why).toMatch(/split/)
  })

  it("scales a far larger study by its operations, within a factor of three", async () => {
    const { stages } = await costOf(plan)
    const small = stages.find(({ kind }) => kind === "pretrain")
    const flops = (small?.flops ?? 0) / (small?.steps ?? 1)
    const speed = 2 * flops
    const past = pastOf(
      [{ ...attempt, progress: { step: 10, steps: 10, rate: 2, loss: null, flops } }],
      "cpu",
      "here",
    )
    const long = replaceAt(base, "pretraining.epochs", 100_000)
    const only = [{ name: "only", arms: [{ name: "only", factors: {}, experiment: long }] }]
    const cost = await costOf(planOf(only), { past })
    for (const one of cost.stages.filter(({ kind }) => kind === "pretrain")) {
      const ratio = (one.seconds ?? 0) / ((one.flops ?? 0) / speed)
      expect(ratio).toBeGreaterThan(1 / 3)
      expect(ratio).toBeLessThan(3)
      // A hundred times what the whole attempt took, and more.
      expect(one.seconds).toBeGreaterThan(6000)
    }
  })

  it("traces a bounded number of graphs, and says so", async () => {
    const wide = planOf([grid(base, { "pretraining.lambda": [0.1, 0.2, 0.3, 0.4] })])
    const cost = await costOf(wide, { mostGraphs: 4 })
    const left = cost.uncounted.filter(({ kind }) => kind === "pretrain")
    expect(left[0]?.why).toMatch(/graphs/)
  })

  it("takes rates of learning and epochs for no difference between graphs", async () => {
    const swept = planOf([grid(base, { "pretraining.optimizer.lr": [1e-4, 2e-4, 3e-4, 4e-4] })])
    const cost = await costOf(swept, { mostGraphs: 5 })
    expect(cost.uncounted.map(({ kind }) => kind)).toEqual(["index", "preprocess", "score"])
  })

  it("costs nothing once all is done", async () => {
    const cost = await costOf(plan, {}, plan.wanted)
    expect(cost).toMatchObject({ deviceSeconds: 0, wallSeconds: 0, disk: 0, stages: [] })
  })
})
