import { parseSync } from "oxc-parser"
import { describe, expect, it } from "vitest"
import { importsOf } from "../../../runtime/plan/code/imports.ts"
import { runningOf } from "../../../runtime/plan/code/running.ts"
import { isNode } from "../../../runtime/plan/code/syntax.ts"

const read = (source: string) => {
  const { program, errors } = parseSync("a.ts", source, {
    astType: "ts",
    preserveParens: false,
    sourceType: "module",
  })
  if (errors.length > 0 || !isNode(program)) throw new Error(errors[0]?.message)
  return runningOf(program)
}
const text = (source: string) => read(source).text([])

// What Node makes of each is what `node --experimental-strip-types` documents: types are blanked out.
const alike: readonly (readonly [what: string, one: string, other: string])[] = [
  ["comments and layout", "/** Doc. */ const a = 1 // one", "const a =\n  1"],
  ["quotes, parentheses, semicolons", `f("a", (b))`, "f('a', b);;"],
  ["annotations", "const f = (x?: number): T => x", "const f = (x) => x"],
  ["assertions", "f(x as T, y!, <U>z satisfies V)", "f(x, y, z)"],
  ["type arguments", "new Map<string, T>(f<U>(1))", "new Map(f(1))"],
  ["declarations of types", "type A = 1; interface B { c: A } const d = 1", "const d = 1"],
  ["exports of types", `export type { A } from "./a.ts"; export type B = 1`, ""],
  ["imports of types", `import type { A } from "./a.ts"`, ""],
  ["a type among names", `import { type A, b } from "./a.ts"`, `import { b } from "./a.ts"`],
  [
    "overloads",
    "function f(x: 1): 1; function f(x: any) { return x }",
    "function f(x) { return x }",
  ],
  ["this as a parameter", "function f(this: A, x: 1) {}", "function f(x) {}"],
  ["declare", "declare const a: number; declare module 'b' {}", ""],
  [
    "modifiers of classes",
    "class A<T> extends B<T> implements C { private readonly a: T = 1; declare b: 1; abstract c(): T }",
    "class A extends B { a = 1 }",
  ],
]

const different: readonly (readonly [what: string, one: string, other: string])[] = [
  ["an operator", "a + b", "a - b"],
  ["order of operations", "(a + b) * c", "a + b * c"],
  ["a number", "const a = 1e-5", "const a = 1e-6"],
  ["a big number", "const a = 1n", "const a = 2n"],
  ["a regular expression", "const a = /b/g", "const a = /b/i"],
  ["a piece of a template", "`a ${b} c`", "`a ${b} d`"],
  ["what a backslash does", "String.raw`\\n`", "String.raw`\\\\n`"],
  ["an optional access", "a?.b", "a.b"],
  ["where an optional chain ends", "(a?.b).c", "a?.b.c"],
  ["a field that is declared and runs", "class A { a }", "class A { }"],
  ["async", "async () => 1", "() => 1"],
  ["const and let", "const a = 1", "let a = 1"],
  ["an enumeration", "enum A { b = 1 }", "enum A { b = 2 }"],
  ["a module that is imported for its effect", `import { type A } from "./a.ts"`, ""],
]

describe("what of a program runs", () => {
  it.each(alike)("has no %s", (_, one, other) => {
    expect(text(one)).toBe(text(other))
  })

  it.each(different)("has %s", (_, one, other) => {
    expect(text(one)).not.toBe(text(other))
  })

  it("leaves a mark for what is outside", () => {
    const one = read(`f("a")`)
    const other = read(`f("b")`)
    const literals = ({ nodes }: typeof one) => nodes.filter(({ type }) => type === "Literal")
    expect(one.text(literals(one))).toBe(other.text(literals(other)))
    expect(one.text(literals(one))).not.toBe(read("f()").text([]))
  })

  it("imports what it imports when it runs", () => {
    const { nodes } = read(`
      import { a, type B } from "./a.ts"
      import type { C } from "./types.ts"
      import "./effects.ts"
      import * as d from "package"
      import type from "./type.ts"
      export { e } from "./e.ts"
      export type { F } from "./f-types.ts"
      export * from "./g.ts"
      const h = await import("./h.ts")
      const i = require("other")
      type J = typeof import("./j-types.ts")
      const k = new URL("./k.wasm", import.meta.url)
      const folder = new URL("../", import.meta.url)
      const elsewhere = new URL("./l.wasm", "https://example.org")
      const m = import.meta.resolve("./m.ts")
      const from = "./text.ts"
      // import "./comment.ts"
    `)
    expect(importsOf(nodes).map(({ specifier }) => specifier)).toEqual([
      "./a.ts",
      "./effects.ts",
      "package",
      "./type.ts",
      "./e.ts",
      "./g.ts",
      "./h.ts",
      "other",
      "./k.wasm",
      "./m.ts",
    ])
  })
})
