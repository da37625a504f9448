import { relative } from "node:path"
import { isSetBy, settingText, type AppliedSetting } from "../../dsl/setting.ts"
import type { Arm } from "../../dsl/study.ts"
import { armName, readOf } from "../../dsl/target.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { locator } from "./locate.ts"
import { settingOf } from "./scaleFaults.ts"
import { positionOf, type Source } from "./source.ts"

/** Where a value comes from. */
interface Written {
  /** `experiments/quickstart.ts:44:11` from the working directory, or `--set pretraining.epochs=20`. */
  readonly place: string
  /** Whether the value itself stands there; of a default it is the constructor's call. */
  readonly isOwn: boolean
}

/** Where a field of an arm is written. The arm is named as it runs: `block/arm` in a table of several blocks. */
export type WrittenAt = (target: string, arm: string, field: string) => Written | undefined

/** Finds where values are written, from what an evaluation recorded. */
export const writtenAt = (
  source: Source,
  evaluated: Evaluated,
  scale: string | undefined,
  settings: readonly AppliedSetting[],
): WrittenAt => {
  const places = locator(source, evaluated)
  const arms = new Map<string, Arm>(
    evaluated.targets.flatMap(([, target]) =>
      readOf(target).flatMap(({ block, study }) =>
        study.arms.map((arm) => [`${target.name}\n${armName(block, arm.name)}`, arm] as const),
      ),
    ),
  )
  return (target, name, field) => {
    const set = settings.findLast((setting) => isSetBy(setting, field))
    if (set !== undefined) return { place: `--set ${settingText(set)}`, isOwn: true }
    const arm = arms.get(`${target}\n${name}`)
    if (arm === undefined) return undefined
    const at = scale === undefined ? field : settingOf(arm, scale, field)
    const here = places.found(arm, at)
    if (here === undefined) return undefined
    const { file, line, column } = positionOf(here.node)
    const near = relative(process.cwd(), file)
    const path = near.startsWith("..") ? file : near
    return { place: `${path}:${line}:${column}`, isOwn: here.isShort !== true }
  }
}
