// A server of objects over plain HTTP as a process of its own: node folderServer.ts FOLDER PORT.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { dirname, join } from "node:path"

const [folder = "", port = ""] = process.argv.slice(2)

createServer((request, response) => {
  const file = join(folder, request.url ?? "")
  const pieces: Buffer[] = []
  request.on("data", (piece: Buffer) => pieces.push(piece))
  request.on("end", () => {
    try {
      if (request.method === "PUT") {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, Buffer.concat(pieces))
        response.end()
      } else response.end(readFileSync(file))
    } catch {
      response.writeHead(404).end()
    }
  })
}).listen(Number(port), "127.0.0.1", () => console.log("listening"))
