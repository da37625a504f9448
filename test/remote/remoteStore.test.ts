import { createHash } from "node:crypto"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { recordText } from "../../runtime/store/recordText.ts"
import { machine, provenance } from "./machine.ts"
import { objectServer } from "./objectServer.ts"

const record = "/group/records/pretrain/0123abcd.json"
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

let server: Awaited<ReturnType<typeof objectServer>>
const machines: ReturnType<typeof machine>[] = []
const at = (...args: Parameters<typeof machine>) => {
  const made = machine(...args)
  machines.push(made)
  return made
}
beforeEach(async () => {
  server = await objectServer()
})
afterEach(() => {
  server.close()
  for (const made of machines.splice(0)) made.remove()
})

describe("a remote store", () => {
  it("gives one machine what another made, once", async () => {
    await at(server.url).make("weights")
    const other = at(server.url)
    expect(await other.has()).toBe(true)
    expect(await other.record()).toMatchObject({ label: "pretrain MAE seed 0" })
    expect(await other.open()).toBe("weights")
    const asked = server.asked.length
    expect(await other.open()).toBe("weights")
    expect(server.asked).toHaveLength(asked)
    expect(other.warnings).toEqual([])
  })

  it("gets nothing where it is not to be put there, and has no half of an artifact", async () => {
    await at(server.url, { push: false }).make("weights")
    expect(server.objects.size).toBe(0)
    server.refusing((method, name) => (method === "PUT" && name === record ? 403 : null))
    const first = at(server.url)
    await first.make("weights")
    expect(first.warnings).toEqual([expect.stringMatching(/^not put on .* 403/)])
    expect(server.objects.size).toBeGreaterThan(0)
    expect(await at(server.url).has()).toBe(false)
    expect(await at(server.url).open()).toBeNull()
  })

  it("gets later, once, what could not be put there", async () => {
    server.refusing((method) => (method === "PUT" ? 403 : null))
    const first = at(server.url)
    await first.make("weights")
    await expect(first.pushLacking()).rejects.toThrow(/refuses PUT .* 403/)
    server.refusing(() => null)
    expect(await first.pushLacking()).toBe(1)
    expect(await first.pushLacking()).toBe(0)
    expect(await at(server.url).open()).toBe("weights")
  })

  it("has one whole artifact of two writers whose bits differ", async () => {
    await Promise.all([at(server.url).make("one"), at(server.url).make("two")])
    const reader = at(server.url)
    expect(["one", "two"]).toContain(await reader.open())
    expect(reader.warnings).toEqual([])
  })

  it("is waited for where it is busy", async () => {
    await at(server.url).make("weights")
    let turns = 0
    server.refusing(() => (turns++ < 2 ? 503 : null))
    expect(await at(server.url).open()).toBe("weights")
  })

  it("says where it cannot be reached, refuses, or cannot be asked", async () => {
    server.refusing(() => 403)
    expect(await at(server.url).fails()).toMatch(
      /refuses HEAD records\/pretrain\/0123abcd.json: 403/,
    )
    expect(await at(server.url, { sign: "aws" }).fails()).toMatch(
      /cannot be signed: there are no keys/,
    )
    server.close()
    expect(await at(server.url).fails()).toMatch(/cannot be reached: .*ECONNREFUSED/)
  })

  const tampered = {
    "has another content": () => {
      server.objects.set(`/group/files/${sha256("weights")}`, Buffer.from("WEIGHTS"))
    },
    "has more than 7 bytes": () => {
      server.objects.set(`/group/files/${sha256("weights")}`, Buffer.alloc(1000))
    },
    "is not there": () => {
      server.objects.delete(`/group/files/${sha256("weights")}`)
    },
    "the record has another content": () => {
      const text = server.objects.get(record)?.toString().replace("seed 0", "seed 1") ?? ""
      server.objects.set(record, Buffer.from(text))
    },
    "is no data below its folder": () => {
      const files = { "../../escaped.json": { sha256: sha256("weights"), bytes: 7 } }
      server.objects.set(record, Buffer.from(recordText({ ...provenance, files })))
    },
    '"body.js", which is no data': () => {
      const files = { "body.js": { sha256: sha256("weights"), bytes: 7 } }
      server.objects.set(record, Buffer.from(recordText({ ...provenance, files })))
    },
    "more than mostGB allows": () => {
      const files = { "model.safetensors": { sha256: sha256("weights"), bytes: 2e9 } }
      server.objects.set(record, Buffer.from(recordText({ ...provenance, files })))
    },
    "the record is that of score 0123abcd": () => {
      const text = recordText({ ...provenance, kind: "score", files: {} })
      server.objects.set(record, Buffer.from(text))
    },
  }
  it.each(Object.entries(tampered))("is not believed where it %s", async (why, tamper) => {
    await at(server.url).make("weights")
    tamper()
    const reader = at(server.url)
    expect(await reader.open()).toBeNull()
    expect(reader.warnings).toEqual([expect.stringContaining(why)])
  })
})
