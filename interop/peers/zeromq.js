// A peer of the matrix on zeromq.js. src/theirs.rs has the lines it obeys.
"use strict"

const readline = require("readline")
const zlib = require("zlib")
const zmq = require(process.env.ZEROMQ)

const KINDS = {
  PAIR: zmq.Pair, PUB: zmq.Publisher, SUB: zmq.Subscriber, REQ: zmq.Request, REP: zmq.Reply, DEALER: zmq.Dealer,
  ROUTER: zmq.Router, PULL: zmq.Pull, PUSH: zmq.Push, XPUB: zmq.XPublisher, XSUB: zmq.XSubscriber, STREAM: zmq.Stream,
}
const sockets = new Map()

function payload(word) {
  if (word.startsWith("x")) return Buffer.from(word.slice(1), "hex")
  const [size, seed] = word.split(".").map(Number)
  const bytes = Buffer.alloc(size)
  for (let i = 0; i < size; i++) bytes[i] = (i + seed) % 251
  return bytes
}

function report(part) {
  return part.length <= 255 ? "x" + part.toString("hex") : `${part.length}:${zlib.crc32(part)}`
}

function setUp(socket, option) {
  const at = option.indexOf("=")
  const [key, value] = [option.slice(0, at), option.slice(at + 1)]
  if (key === "id") socket.routingId = payload(value).toString()
  else if (key === "heartbeats") [socket.heartbeatInterval, socket.heartbeatTimeout] = value.split(",").map(Number)
  else if (key === "plain" && value === "server") socket.plainServer = true
  else if (key === "plain") [socket.plainUsername, socket.plainPassword] = value.split(",")
  else if (key === "curve" && value === "server") socket.curveServer = true
  else if (key === "curve") socket.curveServerKey = value
  else if (key === "public") socket.curvePublicKey = value
  else if (key === "secret") socket.curveSecretKey = value
  else throw new Error(`no option ${key}`)
}

// In slices: released libzmq, up to 4.3.5, counts as a message what its authenticator has found out about a peer, so that a socket which
// is a server seems readable once too often, and zeromq.js then misses the message that follows. The next call finds it. Ours does not count
// it (mend 22), but this runs on the one that is in zeromq.js.
async function receive(socket, millis) {
  for (let left = millis; left > 0; left -= 100) {
    socket.receiveTimeout = Math.min(left, 100)
    try {
      return await socket.receive()
    } catch (error) {
      if (error.code !== "EAGAIN") throw error
    }
  }
  return null
}

async function obey(command, name, words) {
  if (command === "open") {
    const socket = new KINDS[words[0]]({ linger: 0 })
    sockets.set(name, socket)
    for (const option of words.slice(1)) setUp(socket, option)
    return "ok"
  }
  const socket = sockets.get(name)
  switch (command) {
    case "close":
      socket.close()
      sockets.delete(name)
      return "ok"
    case "bind":
      await socket.bind(words[0])
      return "ok " + socket.lastEndpoint
    case "connect":
      socket.connect(words[0])
      return "ok"
    case "subscribe":
      socket.subscribe(payload(words[0]))
      return "ok"
    case "unsubscribe":
      socket.unsubscribe(payload(words[0]))
      return "ok"
    case "send":
      await socket.send(words.map(payload))
      return "ok"
    case "recv": {
      const parts = await receive(socket, Number(words[0]))
      return parts ? "ok " + parts.map(report).join(" ") : "timeout"
    }
    case "stream": {
      const length = Number(words[0])
      const data = []
      let id
      for (let have = 0; have < length; have += data.at(-1).length) {
        const [from, part] = await socket.receive()
        id = from
        data.push(part)
      }
      return `ok ${report(id)} ${report(Buffer.concat(data))}`
    }
    default:
      throw new Error(`no command ${command}`)
  }
}

const Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

function z85(bytes) {
  let text = ""
  for (let at = 0; at < bytes.length; at += 4) {
    let value = bytes.readUInt32BE(at)
    let block = ""
    for (let i = 0; i < 5; i++, value = Math.floor(value / 85)) block = Z85[value % 85] + block
    text += block
  }
  return text
}

// ZAP: admin with the password secret, and the client whose key the environment has.
async function authenticate(zap) {
  for await (const [id, , version, request, , , , mechanism, ...credentials] of zap) {
    let [known, user] = [true, "anonymous"]
    if (mechanism.toString() === "PLAIN") {
      user = credentials[0].toString()
      known = user === "admin" && credentials[1].toString() === "secret"
    } else if (mechanism.toString() === "CURVE") {
      user = z85(credentials[0])
      known = user === process.env.CLIENT_KEY
    }
    const [status, text] = known ? ["200", "OK"] : ["400", "unknown"]
    await zap.send([id, "", version, request, status, text, user, ""])
  }
}

async function main() {
  const zap = new zmq.Router()
  await zap.bind("inproc://zeromq.zap.01")
  authenticate(zap)
  const version = require(process.env.ZEROMQ + "/package.json").version
  console.log(`hello zeromq.js ${version}, libzmq ${zmq.version}, Node ${process.version}`)
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, name, ...words] = line.split(" ")
    let answer
    try {
      answer = await obey(command, name, words)
    } catch (error) {
      answer = `error ${error.message}`
    }
    console.log(answer)
  }
  process.exit(0)
}

main()
