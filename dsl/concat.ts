import type { ArmOf, ExperimentOf, Study } from "./study.ts"

/** The arms of several studies, one study after the other. */
export function concat<const S extends readonly Study[]>(
  ...studies: S
): Study<ExperimentOf<S[number]>, ArmOf<S[number]>>
export function concat(...studies: readonly Study[]): Study {
  return {
    name: [...new Set(studies.map(({ name }) => name))].join(" and "),
    arms: studies.flatMap(({ arms }) => arms),
  }
}

type Names<S> = { readonly [K in ArmOf<S>]?: string }

/** A study with other names for some of its arms. */
export function rename<const S extends Study, const N extends Names<NoInfer<S>>>(
  study: S,
  names: N,
): Study<
  ExperimentOf<S>,
  { [K in ArmOf<S>]: K extends keyof N ? Extract<N[K], string> : K }[ArmOf<S>]
>
export function rename(study: Study, names: Readonly<Record<string, string>>): Study {
  return {
    ...study,
    arms: study.arms.map((arm) => ({ ...arm, name: names[arm.name] ?? arm.name })),
  }
}
