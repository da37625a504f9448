import { Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { PlanEnvironment } from "./planEnvironment.ts"
import { canonicalJson } from "./canonical.ts"
import { keyOf, slicing, sortedJson } from "./identity.ts"
import type { SettingsOf } from "./settings.ts"
import { stageAddress, type Stage, type StageKind } from "./stage.ts"

/** A stage that somebody asks for. */
export interface Request<Kind extends StageKind> {
  readonly kind: Kind
  readonly settings: SettingsOf[Kind]
  readonly seed: number | null
  readonly inputs: Readonly<Record<string, string>>
  /** Name of the task it works for; empty where it works for all. */
  readonly task: string
  /** Name of the data set: what an index is an index of. */
  readonly dataset: string
  readonly arm: string
}

const ofDataset = new Set<StageKind>(["index", "preprocess"])

const labelOf = ({ kind, task, seed, dataset }: Request<StageKind>, arms: readonly string[]) => {
  const others = arms.length > 1 ? ` +${arms.length - 1}` : ""
  const subject = ofDataset.has(kind) ? dataset : `${arms[0] ?? ""}${others}`
  return [kind, task, subject, seed === null ? "" : `seed ${seed}`]
    .filter((word) => word !== "")
    .join(" ")
}

interface Row {
  readonly stage: Omit<Stage, "label" | "arms">
  readonly request: Request<StageKind>
  readonly arms: Set<string>
}

/** The code behind a stage's settings: hashes by place, and as canonical JSON. */
interface Code {
  readonly hashes: Readonly<Record<string, string>>
  readonly json: string
}

/** Stages by key, in the order in which they were first asked for: inputs come before their users. */
export class StageTable {
  readonly #environment: PlanEnvironment
  readonly #rows = new Map<string, Row>()
  readonly #slice = slicing()
  readonly #code = new WeakMap<object, Map<StageKind, Code>>()
  readonly #faults = new Map<string, Fault>()

  constructor(environment: PlanEnvironment) {
    this.#environment = environment
  }

  fault(fault: Fault): void {
    this.#faults.set(JSON.stringify(fault), fault)
  }

  /** The key of the stage asked for; equal requests give one stage. */
  add<Kind extends StageKind>(request: Request<Kind>): string {
    const { kind, settings, seed, inputs } = request
    const { value, json } = this.#slice(settings)
    if (json === undefined) this.#refuse(value)
    const code = this.#codeOf(kind, settings)
    const identity = { kind, slice: value, seed, inputs, code: code.hashes }
    const key = keyOf(identity, json ?? "", code.json)
    const known = this.#rows.get(key)
    if (known === undefined)
      this.#rows.set(key, {
        stage: { ...identity, key, settings },
        request,
        arms: new Set([request.arm]),
      })
    else known.arms.add(request.arm)
    return key
  }

  #codeOf(kind: StageKind, settings: object): Code {
    const ofKind = this.#code.get(settings) ?? new Map<StageKind, Code>()
    this.#code.set(settings, ofKind)
    const before = ofKind.get(kind)
    if (before !== undefined) return before
    const modules = [
      ["stage", stageAddress(kind)] as const,
      ...this.#slice(settings).implementations,
    ]
    const hashes = Object.fromEntries(
      modules.map(([path, address]) => [path, this.#codeHash(address)]),
    )
    const made = { hashes, json: sortedJson(hashes) }
    ofKind.set(kind, made)
    return made
  }

  /** Says what of a slice JSON cannot carry. */
  #refuse(slice: unknown): void {
    Result.mapError(canonicalJson(slice), ({ faults }) =>
      faults.forEach((each) => this.fault(each)),
    )
  }

  #codeHash(address: string): string {
    const hash = this.#environment.codeHash(address)
    if (hash !== undefined) return hash
    this.fault({
      what: `the module ${address} has no code hash`,
      where: {},
      expected: "a module of the package or a file:// URL",
      hint: "hash the code of every implementation before planning",
    })
    return ""
  }

  get faults(): readonly Fault[] {
    return [...this.#faults.values()]
  }

  get stages(): readonly Stage[] {
    return [...this.#rows.values()].map(({ stage, request, arms }) => ({
      ...stage,
      label: labelOf(request, [...arms]),
      arms: [...arms],
    }))
  }
}
