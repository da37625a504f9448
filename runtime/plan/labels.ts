/** What a stage is called by. */
interface Named {
  readonly key: string
  readonly kind: string
  readonly namedBy: "dataset" | "arm"
  readonly task: string
  readonly dataset: string
  readonly fold: number | undefined
  /** Name of the experiment. */
  readonly experiment: string
  readonly arms: ReadonlySet<string>
  /** Seeds of the runs that read it. */
  readonly seeds: ReadonlySet<number>
}

const labelOf = ({ kind, namedBy, task, dataset, fold, arms, seeds }: Named): string => {
  const [arm = ""] = arms
  const others = arms.size > 1 ? ` +${arms.size - 1}` : ""
  const [seed] = seeds
  // What is done for the whole data set is of no fold, and what all seeds share of none of them.
  const parts = [seeds.size === 1 ? `seed ${seed}` : "", fold === undefined ? "" : `fold ${fold}`]
  return (namedBy === "dataset" ? [kind, task, dataset] : [kind, task, `${arm}${others}`, ...parts])
    .filter((word) => word !== "")
    .join(" ")
}

/** Adds a word to labels that several stages have, where it tells these apart. */
const told = (
  stages: readonly Named[],
  labels: readonly string[],
  word: (stage: Named) => string,
): readonly string[] => {
  const words = new Map<string, Set<string>>()
  const known = (index: number) => words.get(labels[index] ?? "") ?? new Set()
  stages.forEach((stage, index) => words.set(labels[index] ?? "", known(index).add(word(stage))))
  return labels.map((label, index) => {
    const stage = stages[index]
    return stage !== undefined && known(index).size > 1 ? `${label} (${word(stage)})` : label
  })
}

/**
 * What stages are called: by kind, task, arm, seed and fold, such as `score subtype MAE seed 0`; those
 * that are the same in all of it also by data set, experiment, or the beginning of their keys.
 */
export const labelsOf = (stages: readonly Named[]): readonly string[] => {
  const ofDatasets = told(stages, stages.map(labelOf), ({ dataset }) => dataset)
  const ofExperiments = told(stages, ofDatasets, ({ experiment }) => experiment)
  return told(stages, ofExperiments, ({ key }) => key.slice(0, 8))
}
