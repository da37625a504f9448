import { experimentOnOneDevice } from "./devices.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import type { StudyFigure } from "./figure.ts"
import { listed } from "./listed.ts"
import { numbering } from "./plainKey.ts"
import type { Arm, Study } from "./study.ts"
import type { BlockTable } from "./table.ts"
import type { Task } from "./task.ts"

/** Whether the network of a task is built on the encoder. */
export type UsesEncoder = (experiment: Experiment, task: Task) => boolean

/** Tasks that a target reads, and whether it reads what pre-training itself measures. */
const readBy = (target: BlockTable | StudyFigure, { tasks }: Experiment) => {
  const all = Object.keys(tasks)
  if ("columns" in target) {
    const named = new Set(target.columns.map(({ task }) => task))
    return { tasks: all.filter((name) => named.has(name)), pretraining: named.has("pretraining") }
  }
  return target.kind === "segmentations"
    ? { tasks: all.filter((name) => name === target.task), pretraining: false }
    : { tasks: target.kind === "losses" ? all : [], pretraining: true }
}

const namesOf = (arms: readonly Arm[]): string => listed(arms.map(({ name }) => name))

/** Factors of which one stands inside another: the later one overwrites what the other has said. */
const collidingFactors = ({ arms }: Study): readonly (readonly [string, string])[] => {
  const found = new Map<string, readonly [string, string]>()
  const looked = new Set<string>()
  for (const { factors } of arms) {
    const paths = Object.keys(factors)
    const key = paths.join("\n")
    if (looked.has(key)) continue
    looked.add(key)
    for (const [index, path] of paths.entries())
      for (const other of paths.slice(index + 1))
        if (path.startsWith(`${other}.`) || other.startsWith(`${path}.`))
          found.set(`${path}\n${other}`, [path, other])
  }
  return [...found.values()]
}

/**
 * Why arms come to the same: they are equal, but for the devices that divide their batches, or for the encoder
 * that nothing reads, or for other parts that nothing reads.
 */
type Reason = "equal" | "devices" | "encoder" | "unread"

interface Group {
  readonly arms: readonly Arm[]
  readonly reason: Reason
}

const groupsOf = (target: BlockTable | StudyFigure, usesEncoder: UsesEncoder): readonly Group[] => {
  const number = numbering()
  const wholes = new Map<Arm, readonly [whole: string, tasks: number, written: string]>()
  const groups = Map.groupBy(target.study.arms, (arm) => {
    const experiment = experimentOnOneDevice(arm.experiment)
    const { dataset, encoder, pretraining, tasks, seeds } = experiment
    const parts = [dataset, seeds].map(number).join()
    const read = readBy(target, experiment)
    const isRead =
      read.pretraining ||
      read.tasks.some((name) => {
        const task = tasks[name]
        return task !== undefined && usesEncoder(experiment, task)
      })
    const named = read.tasks.map((name) => `${name} ${number(tasks[name])}`).toSorted()
    wholes.set(arm, [
      [parts, number(encoder), number(pretraining), number(tasks)].join(),
      number(tasks),
      [arm.experiment.pretraining, arm.experiment.tasks].map(number).join(),
    ])
    // The crop counts for every network.
    const trained = isRead ? [number(encoder), number(pretraining)] : [number(encoder.crop), "any"]
    return [parts, ...trained, ...named].join()
  })
  return [...groups.values()]
    .filter((arms) => arms.length > 1)
    .map((arms) => {
      const differ = (index: 0 | 1 | 2) =>
        new Set(arms.map((arm) => wholes.get(arm)?.[index])).size > 1
      if (differ(1)) return { arms, reason: "unread" }
      if (differ(0)) return { arms, reason: "encoder" }
      return { arms, reason: differ(2) ? "devices" : "equal" }
    })
}

const texts = ({ target, name }: BlockTable | StudyFigure) =>
  ({
    equal: {
      what: "are the same experiment under different names",
      hint: "leave one of them out, or correct the value that should differ",
    },
    devices: {
      what: "are the same runs: they differ in the devices that divide a batch, which change no result",
      hint: "leave one of them out",
    },
    encoder: {
      what: `are the same run: no network that ${target} ${name} reads uses the encoder, so that pre-training it changes nothing`,
      hint: "leave the pre-trained ones out, or use a network on the encoder, such as unetr()",
    },
    unread: {
      what: `are the same run for ${target} ${name}: it reads nothing of what they differ in`,
      hint: "add a column that does, or leave one of them out",
    },
  }) satisfies Readonly<Record<Reason, { readonly what: string; readonly hint: string }>>

/**
 * Arms of a target that come to the same runs under different names: their rows would differ in
 * their names alone.
 */
export const sameArmFaults = (
  target: BlockTable | StudyFigure,
  usesEncoder: UsesEncoder,
): readonly Fault[] => {
  const { study } = target
  const colliding = collidingFactors(study)
  const groups = groupsOf(target, usesEncoder)
  if (colliding.length > 0)
    return colliding.map(([first, second]) => {
      const outer = first.length < second.length ? first : second
      const inner = outer === first ? second : first
      const isLost = second === outer
      const same = groups.map(({ arms }) => namesOf(arms)).join("; ")
      return fault({
        what: isLost
          ? `factor "${inner}" is overwritten by factor "${outer}", which comes after it${same === "" ? "" : `: the arms ${same} are the same`}`
          : `factor "${inner}" overwrites what the values of factor "${outer}" say${same === "" ? "" : `: the arms ${same} are the same`}`,
        where: { field: `factor ${inner}` },
        expected: "factors of which none stands inside another",
        hint: `write the field inside each value of "${outer}", as { name: { ...value, ${inner.slice(outer.length + 1).split(".")[0]}: ... } }`,
      })
    })
  return groups.map(({ arms, reason }) =>
    fault({
      what: `the arms ${namesOf(arms)} ${texts(target)[reason].what}`,
      where: { field: "study" },
      expected: "arms that differ in what they compute",
      hint: texts(target)[reason].hint,
    }),
  )
}
