import { serialize } from "node:v8"
import { expect, it } from "vitest"
import { plainCopier } from "../../../runtime/check/evaluate/targets.ts"

it("makes copies that can be sent of what cannot, and tells what is no plain data", () => {
  const shared = new Proxy({ width: 24 }, {})
  const whole = Object.freeze({
    a: shared,
    b: [shared, Object.freeze({ draw: () => 0, size: 2n })],
    get c() {
      return 3
    },
  })
  expect(() => serialize(whole)).toThrow("could not be cloned")
  const odd: string[] = []
  const copy = plainCopier()
  const made = copy(whole, (path, text) => odd.push(`${path.join(".")} ${text}`))
  expect(odd).toEqual(["b.1.draw a function", "b.1.size a bigint"])
  expect(made).toEqual({ a: { width: 24 }, b: [{ width: 24 }, { draw: null, size: null }], c: 3 })
  expect(made.b[0]).toBe(made.a)
  expect(copy(shared)).toBe(made.a)
  expect(() => serialize(made)).not.toThrow()
})

it("tells what leads back to itself, and copies holes of lists and a key that is the prototype's name", () => {
  const around: { self?: unknown; list: unknown[] } = { list: [1] }
  around.list[2] = 3
  around.self = around
  const told: string[] = []
  const made = plainCopier()(around, (path, text) => told.push(`${path.join(".")} is ${text}`))
  expect(told).toEqual(["self is the record that it stands in"])
  expect(made.self).toBeNull()
  expect(Object.keys(made.list)).toEqual(["0", "1", "2"])
  const odd: object = JSON.parse('{ "__proto__": { "x": 1 } }')
  expect(Object.keys(plainCopier()(odd))).toEqual(["__proto__"])
})
