// A server of objects over plain HTTP, with the faults that servers have.
import { createServer } from "node:http"
import { once } from "node:events"

export const objectServer = async () => {
  const objects = new Map<string, Buffer>()
  const asked: string[] = []
  /** Gives a status instead of an answer; null to answer. */
  let refuse: (method: string, name: string) => number | null = () => null
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request
    const pieces: Buffer[] = []
    request.on("data", (piece: Buffer) => pieces.push(piece))
    request.on("end", () => {
      asked.push(`${method} ${url}`)
      const refused = refuse(method, url)
      const found = objects.get(url)
      if (method === "PUT" && refused === null) objects.set(url, Buffer.concat(pieces))
      response.statusCode = refused ?? (method === "PUT" || found !== undefined ? 200 : 404)
      response.end(method === "GET" && refused === null ? found : undefined)
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    objects,
    asked,
    url: `http://127.0.0.1:${port}/group`,
    refusing: (by: typeof refuse) => void (refuse = by),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
