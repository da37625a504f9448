import { Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { ConfiguredStage } from "../stages/record.ts"
import type { PlanEnvironment } from "./planEnvironment.ts"
import { canonicalJson } from "./canonical.ts"
import { labelsOf } from "./labels.ts"
import { keyOf, slicing, sortedJson } from "./identity.ts"
import type { Stage } from "./stage.ts"

/** A stage that somebody asks for. */
export interface Request {
  readonly configured: ConfiguredStage
  readonly seed: number | null
  readonly inputs: Readonly<Record<string, string>>
  /** Name of the task it works for; empty where it works for all. */
  readonly task: string
  /** Name of the data set. */
  readonly dataset: string
  /** Fold of a cross-validation that the arm's runs are of. */
  readonly fold: number | undefined
  readonly arm: string
  /** Name of the experiment. */
  readonly experiment: string
  /** Seed of the run that asks, whether or not the stage has one of its own. */
  readonly runSeed: number
}

interface Row {
  readonly stage: Omit<Stage, "label" | "arms">
  readonly request: Request
  readonly arms: Set<string>
  /** Seeds of the runs that read it. */
  readonly seeds: Set<number>
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
  readonly #slice: ReturnType<typeof slicing>
  readonly #code = new Map<ConfiguredStage, Code>()
  readonly #faults = new Map<string, Fault>()

  constructor(environment: PlanEnvironment) {
    this.#environment = environment
    this.#slice = slicing(environment.definitions)
  }

  fault(each: Fault): void {
    this.#faults.set(JSON.stringify(each), each)
  }

  /** The key of the stage asked for; equal requests give one stage. */
  add(request: Request): string {
    const { configured, seed, inputs, arm, runSeed } = request
    const { kind } = configured.record
    const { value, json } = this.#slice(configured.settings)
    if (json === undefined) this.#refuse(value)
    const code = this.#codeOf(configured)
    const identity = { kind, slice: value, seed, inputs, code: code.hashes }
    const key = keyOf(identity, json ?? "", code.json)
    const known = this.#rows.get(key)
    if (known === undefined)
      this.#rows.set(key, {
        stage: { ...identity, key, configured },
        request,
        arms: new Set([arm]),
        seeds: new Set([runSeed]),
      })
    else {
      known.arms.add(arm)
      known.seeds.add(runSeed)
    }
    return key
  }

  #codeOf(configured: ConfiguredStage): Code {
    const before = this.#code.get(configured)
    if (before !== undefined) return before
    const modules = [
      ["stage", configured.record.body] as const,
      ...this.#slice(configured.settings).implementations,
    ]
    const hashes = Object.fromEntries(
      modules.map(([path, address]) => [path, this.#codeHash(address)]),
    )
    const made = { hashes, json: sortedJson(hashes) }
    this.#code.set(configured, made)
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
    this.fault(
      fault({
        what: `the module ${address} has no code hash`,
        where: {},
        expected: "a module of the package or a file:// URL",
        hint: "hash the code of every implementation before planning",
      }),
    )
    return ""
  }

  get faults(): readonly Fault[] {
    return [...this.#faults.values()]
  }

  get stages(): readonly Stage[] {
    const rows = [...this.#rows.values()]
    const labels = labelsOf(
      rows.map(({ stage: { key }, request, arms, seeds }) => {
        const { kind, namedBy } = request.configured.record
        return { ...request, key, kind, namedBy, arms, seeds }
      }),
    )
    return rows.map(({ stage, arms }, index) => ({
      ...stage,
      label: labels[index] ?? stage.key,
      arms: [...arms],
    }))
  }
}
