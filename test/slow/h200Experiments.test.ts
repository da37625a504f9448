import { readdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { targetsIn } from "../../runtime/check/evaluate/targets.ts"
import { workedStages } from "../../runtime/cost/workedStages.ts"
import { pastOf } from "../../runtime/cost/past.ts"
import { Plugin } from "../../runtime/engine/session/pjrt/plugin.ts"
import { moduleOf } from "../../runtime/engine/stablehlo/program.ts"
import { dataFacts } from "../../runtime/stages/dataFacts.ts"
import type { ListedDataset } from "../../runtime/stages/record.ts"
import { compiledAhead, cudaPlugin, whyNotAhead } from "../engine/ahead.ts"
import { type Launches, launchesOf } from "../engine/hlo.ts"
import { planOf } from "../plan/study.ts"

const experiments = join(import.meta.dirname, "../../experiments")
const files = ["", "m2mae"].flatMap((folder) =>
  readdirSync(join(experiments, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
)

const targetsOf = async (file: string) => {
  const exports: Record<string, unknown> = await import(join(experiments, file))
  return targetsIn(exports).map(([, target]) => target)
}

/** As many subjects as allow every split, each label given; volumes as BraTS has them. */
const facts = ({ modalities, labels }: ListedDataset) =>
  dataFacts(
    modalities.length,
    Array.from({ length: 1500 }, (_, number) => ({
      id: `s${number}`,
      patient: `p${number}`,
      labels: Object.fromEntries(
        Object.keys(labels).map((label) => [label, number % 2 === 0 ? 0 : 1] as const),
      ),
    })),
    [240, 240, 155],
  )

const plan = planOf((await Promise.all(files.map(targetsOf))).flat())
const worked = await Effect.runPromise(
  workedStages(plan, plan.stages, {
    device: "cuda",
    slots: 1,
    threadsPerSlot: 1,
    past: pastOf([], "cuda", "here"),
    data: (dataset) => Effect.succeed(facts(dataset)),
    mostGraphs: Infinity,
  }),
)
const graphs = [...Map.groupBy(worked, ({ graph }) => graph)].flatMap(([graph, [first]]) =>
  graph === undefined || first === undefined ? [] : [first],
)

/** What a module asks of an H200; those that differ in constants alone are compiled once. */
const compiled = new Map<string, Promise<Launches & { readonly gigabytes: number }>>()
const launchesIn = (text: string, image: number) => {
  const bare = text.replaceAll(/dense<[^>]*>/g, "")
  const made =
    compiled.get(bare) ??
    compiledAhead(new Plugin(cudaPlugin!), text).then(({ program, temporary }) => ({
      ...launchesOf(program, image),
      gigabytes: Number((temporary / 1e9).toFixed(1)),
    }))
  compiled.set(bare, made)
  return made
}

describe.skipIf(cudaPlugin === undefined)(
  `programs of the experiment files at full size, compiled for an H200 that is not here${whyNotAhead}`,
  () => {
    it("are those of all stages that compute with tensors", () => {
      const without = worked.filter(
        ({ graph, stage }) => graph === undefined && stage.configured.record.usesDevice,
      )
      expect([...new Set(without.map(({ stage }) => stage.label))]).toEqual([])
    })

    it.each(graphs.map((one) => [one.stage.label, one] as const))(
      "%s",
      async (_, { stage, work, data, features }) => {
        const channels = data?.modalities ?? 0
        const batch = work?.tensors?.batch ?? 1
        const built = await Effect.runPromise(
          stage.configured.program({ channels, features, batch }),
        )
        const programs = built === undefined ? [] : [built.program, ...(built.beside ?? [])]
        for (const program of programs) {
          const { text } = moduleOf(program, 1, "out first")
          const launches = await launchesIn(text, channels * 96 ** 3)
          expect(launches).toMatchObject({
            otherConvolutions: 0,
            scatters: 0,
            float64: false,
            hostTransfers: 0,
          })
          expect(launches).toMatchSnapshot()
        }
      },
    )
  },
)
