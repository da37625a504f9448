import { Effect } from "effect"
import {
  claim,
  isHighest,
  release,
  type LeaseFolder,
} from "../../../runtime/store/lease/protocol.ts"

/** A file system with one lease, drafts and an artifact, as runners leave it. */
interface World {
  readonly claims: Map<number, string>
  /** Number of each draft, by the token of who makes it. */
  readonly drafts: Map<string, number>
  artifact: string | null
  /** Who makes the artifact now, the latest last. */
  readonly started: string[]
  readonly holding: Set<string>
  readonly stopped: Set<string>
  readonly violations: string[]
}

/** What an actor waits to do. */
interface Pending {
  readonly actor: string
  readonly run: () => void
}

/** One order of steps: which of the actors that wait goes next, and who stops for good. */
export interface Choice {
  readonly actor: string
  readonly stops: boolean
}

/** What holders do: make the artifact, or hold the lease only, as where a stage fails. */
export type Work = "seals" | "fails"

/** How a taker judges the holder of the claim that it finds. */
export type Judgement = "knows who stopped" | "thinks everybody stopped"

const program = (
  token: string,
  world: World,
  judgement: Judgement,
  work: Work,
  step: <A>(what: string, act: () => A) => Effect.Effect<A>,
) => {
  const folder: LeaseFolder<never> = {
    numbers: step("list", () => [...world.claims.keys()]),
    read: (number) =>
      step("read", () => {
        const held = world.claims.get(number)
        return held === undefined ? null : { token: held, sign: "" }
      }),
    create: (number) =>
      step("create", () => {
        if (world.claims.has(number)) return false
        world.claims.set(number, token)
        return true
      }),
    remove: (number) => step("remove", () => void world.claims.delete(number)),
  }
  const isOver = ({ token: holder }: { readonly token: string }) =>
    Effect.sync(() => judgement === "thinks everybody stopped" || world.stopped.has(holder))

  /** As the store does it: the drafts of earlier claims go before ours begins. */
  const make = Effect.fnUntraced(function* (ours: number) {
    const earlier = yield* step("list drafts", () =>
      [...world.drafts].filter(([other, number]) => number <= ours && other !== token),
    )
    for (const [other] of earlier) yield* step("move draft", () => void world.drafts.delete(other))
    if (yield* step("look", () => world.artifact !== null)) return
    if (!(yield* isHighest(folder, ours, token))) return
    yield* step("begin", () => {
      world.drafts.set(token, ours)
      world.started.push(token)
    })
    if (yield* isHighest(folder, ours, token))
      yield* step("rename", () => {
        if (!world.drafts.has(token) || world.artifact !== null) return
        world.artifact = token
        // One whose draft began before another's that may seal, and that seals all the same.
        const later = world.started.slice(world.started.lastIndexOf(token) + 1)
        const rival = later.find((other) => {
          const number = world.drafts.get(other)
          return number !== undefined && world.claims.get(number) === other && number > ours
        })
        if (rival !== undefined) world.violations.push(`${token} sealed while ${rival} was at work`)
      })
    yield* step("discard", () => void world.drafts.delete(token))
  })

  return Effect.gen(function* () {
    const ours = yield* claim(folder, isOver)
    if (ours === null) return
    world.holding.add(token)
    const others = [...world.holding].filter((other) => !world.stopped.has(other))
    if (judgement === "knows who stopped" && others.length > 1)
      world.violations.push(`${others.join(" and ")} hold the lease`)
    yield* work === "seals" ? make(ours) : step("work", () => undefined)
    world.holding.delete(token)
    yield* release(folder, ours, token)
  })
}

/** Runs actors in one order as far as it goes. */
export const play = (
  actors: readonly string[],
  judgement: Judgement,
  work: Work,
  choices: readonly Choice[],
  before: readonly (readonly [number, string])[],
) => {
  const world: World = {
    claims: new Map(before),
    drafts: new Map(before.map(([number, token]) => [token, number])),
    artifact: null,
    started: before.map(([, token]) => token),
    holding: new Set(),
    stopped: new Set(before.map(([, token]) => token)),
    violations: [],
  }
  const pending = new Map<string, Pending>()
  const done = new Map(actors.map((actor) => [actor, [] as string[]]))
  const remaining = new Set(actors)
  for (const actor of actors) {
    const step = <A>(what: string, act: () => A): Effect.Effect<A> =>
      Effect.callback<A>((resume) => {
        const run = () => {
          pending.delete(actor)
          const result = act()
          done.get(actor)?.push(`${what}=${JSON.stringify(result)}`)
          resume(Effect.succeed(result))
        }
        pending.set(actor, { actor, run })
      })
    Effect.runFork(program(actor, world, judgement, work, step)).addObserver(() =>
      remaining.delete(actor),
    )
  }
  for (const { actor, stops } of choices) {
    if (stops) {
      world.stopped.add(actor)
      pending.delete(actor)
    } else pending.get(actor)?.run()
  }
  return {
    violations: world.violations,
    artifact: world.artifact,
    waiting: [...pending.keys()],
    isStuck: pending.size === 0 && [...remaining].some((actor) => !world.stopped.has(actor)),
    /** Equal texts are equal futures: an actor does what its answers so far make it do. */
    state: JSON.stringify([
      [...world.claims],
      [...world.drafts],
      world.artifact,
      world.started,
      [...world.stopped],
      [...done.values()],
    ]),
  }
}
