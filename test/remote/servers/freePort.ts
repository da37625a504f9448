import { createServer } from "node:net"

/** A port that is free, with the next one most likely too. */
export const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 16820
      server.close(() => resolve(Math.min(port, 65_000)))
    })
  })
