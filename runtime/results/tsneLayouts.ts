import { Effect } from "effect"
import { splitOf } from "../../dsl/cohort.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import type { TsneFigure } from "../../dsl/figure.ts"
import type { Task } from "../../dsl/task.ts"
import { ReportError } from "../../reports/error.ts"
import type { TsnePanel } from "../../reports/figures/tsne.ts"
import { layOut } from "../analysis/tsne.ts"
import type { Plan } from "../plan/planStudy.ts"
import { featuresIn } from "../stages/embed/artifact.ts"
import { readJson } from "../stages/files.ts"
import { SubjectList, type ListedSubject } from "../stages/index/artifact.ts"
import { embed } from "../stages/embed/record.ts"
import { index } from "../stages/index/record.ts"
import { isOneOf, type Found } from "./artifacts.ts"
import { shownArtifacts } from "./shownArtifacts.ts"
import { testSubjects } from "./testSubjects.ts"
import { fault } from "../../dsl/fault.ts"

/** A perplexity of 1, the least there is, wants three neighbours. */
const fewest = 4

const tooFew = ({ name }: TsneFigure, subjects: number) =>
  new ReportError({
    faults: [
      fault({
        what: `figure ${name} has ${subjects} subjects`,
        where: { field: "subjects" },
        expected: `${fewest} subjects at least`,
        hint: 'test on more subjects, or show subjects: "all"',
      }),
    ],
  })

const notFinite = ({ name }: TsneFigure, { arm, seed }: Found, subject: string) =>
  new ReportError({
    faults: [
      fault({
        what: `figure ${name}: features of arm ${arm}, seed ${seed} are not finite`,
        where: { subject },
        hint: "look at the losses of its pre-training",
      }),
    ],
  })

/** The task that learns the label that colours a figure: its test subjects are shown. */
const learning = ({ tasks }: Experiment, { label }: TsneFigure): Task | undefined =>
  Object.values(tasks).find((task) => task.of === "probability" && task.label === label)

/** The features of a figure's subjects laid out in two dimensions, each arm at its first seed. */
export const tsneLayouts = Effect.fnUntraced(function* (plan: Plan, figure: TsneFigure) {
  const found = yield* shownArtifacts(plan, figure, isOneOf(embed, index))
  const panelOf = Effect.fnUntraced(function* (
    embedded: Found,
    listed: readonly ListedSubject[],
    shown: ReadonlySet<string>,
  ) {
    const subjects = listed.filter(({ id }) => shown.has(id))
    if (subjects.length < fewest) return yield* tooFew(figure, subjects.length)
    const perplexity = Math.min(figure.perplexity, (subjects.length - 1) / 3)
    const { features } = yield* featuresIn(embedded.folder)
    const rows = subjects.map(({ id }) => features.get(id) ?? new Float32Array([Number.NaN]))
    const bad = subjects.find((_, row) => !rows[row]?.every(Number.isFinite))
    if (bad !== undefined) return yield* notFinite(figure, embedded, bad.id)
    const places = layOut(rows, { ...figure, perplexity })
    return {
      arm: embedded.arm,
      perplexity,
      points: subjects.map(({ id, labels }, row) => {
        const [x, y] = places[row] ?? [Number.NaN, Number.NaN]
        return { subject: id, x, y, truth: labels[figure.label] ?? null }
      }),
    } satisfies TsnePanel
  })
  return yield* Effect.forEach(figure.study.arms, ({ name, experiment }) =>
    Effect.gen(function* () {
      const own = found.filter(({ arm }) => arm === name)
      const embedded = own.find(({ stage }) => stage.kind === embed.kind)
      const list = own.find(({ stage }) => stage.kind === index.kind)
      if (embedded === undefined || list === undefined) return []
      const { subjects } = yield* readJson(list.folder, "index.json", SubjectList)
      const shown =
        figure.subjects === "all"
          ? subjects.map(({ id }) => id)
          : yield* testSubjects(
              plan,
              figure,
              splitOf(experiment.dataset, learning(experiment, figure)),
            )
      return [yield* panelOf(embedded, subjects, new Set(shown))]
    }),
  ).pipe(Effect.map((panels) => panels.flat()))
})
