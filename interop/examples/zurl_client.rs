//! Fetches a page by zurl, the daemon that does HTTP for ZeroMQ programs: `zurl_client req|stream FOLDER URL [BODY]`, where the
//! daemon has its sockets in FOLDER. `req` is one request and one answer, `stream` a page in pieces.

use serde_json::{Value, json};
use std::{env, error::Error, time::Duration};
use zmq::{Context, Multipart};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const PATIENCE: Duration = Duration::from_secs(30);

/// How many bytes of a stream may be on their way.
const CREDITS: u64 = 20_000;

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [how, folder, url, body @ ..] = words.as_slice() else {
        return Err("usage: req|stream FOLDER URL [BODY]".into());
    };
    let context = Context::new()?;
    let method = if body.is_empty() { "GET" } else { "POST" };
    let mut request = json!({ "id": "1", "method": method, "uri": url });
    if let Some(body) = body.first() {
        request["body"] = body.as_str().into();
    }
    let (code, page) = match how.as_str() {
        "req" => ask(&context, folder, &request)?,
        _ => stream(&context, folder, request)?,
    };
    println!("{code} {page}");
    Ok(())
}

/// By one REQ socket.
fn ask(context: &Context, folder: &str, request: &Value) -> Result<(u64, String)> {
    let socket = context.socket_builder(zmq::REQ).connect(&format!("ipc://{folder}/zurl-req")).build()?;
    socket.send(format!("J{request}"))?;
    let reply = read(&socket.recv_timeout(PATIENCE)?.ok_or("zurl does not answer")?)?;
    Ok((reply["code"].as_u64().ok_or("no code")?, text(&reply)))
}

/// By three: requests go out by PUSH, pieces come by SUB to the topic of who asks, and leave to send more goes by ROUTER.
fn stream(context: &Context, folder: &str, mut request: Value) -> Result<(u64, String)> {
    let endpoint = |name: &str| format!("ipc://{folder}/zurl-{name}");
    let push = context.socket_builder(zmq::PUSH).connect(&endpoint("in")).build()?;
    let more =
        context.socket_builder(zmq::ROUTER).router_mandatory(true).connect(&endpoint("in-stream")).build()?;
    let sub = context.socket(zmq::SUB)?;
    sub.subscribe("zmq-safe ")?;
    // A subscription that comes after the answer is of no use: the publisher is waited for.
    let monitor = sub.monitor(zmq::EventMask::ALL)?;
    sub.connect(&endpoint("out"))?;
    while !matches!(monitor.recv()?.event, zmq::Event::HandshakeSucceeded) {}
    std::thread::sleep(Duration::from_millis(100));

    // Without who asks, the answer would go to the REQ socket that zurl takes it to come from.
    request["from"] = "zmq-safe".into();
    request["stream"] = true.into();
    request["credits"] = CREDITS.into();
    request["seq"] = 0.into();
    push.send(format!("J{request}"))?;
    let (mut code, mut page, mut seq) = (0, String::new(), 0);
    loop {
        let message = sub.recv_timeout(PATIENCE)?.ok_or("zurl does not answer")?;
        let piece = read(message.strip_prefix(b"zmq-safe ").ok_or("another topic")?)?;
        match piece["type"].as_str().unwrap_or("data") {
            "data" => {
                code = piece["code"].as_u64().unwrap_or(code);
                page += &text(&piece);
                if piece["more"] != true {
                    return Ok((code, page));
                }
                seq += 1;
                let credits = text(&piece).len();
                let credit = json!({
                    "id": "1", "from": "zmq-safe", "seq": seq, "type": "credit", "credits": credits,
                });
                let to = piece["from"].as_str().ok_or("from nobody")?;
                more.send_multipart(Multipart::from([
                    to.as_bytes().to_vec(),
                    Vec::new(),
                    format!("J{credit}").into(),
                ]))?;
            }
            "keep-alive" => {}
            kind => return Err(format!("{kind}: {piece}").into()),
        }
    }
}

/// A message of zurl's in JSON.
fn read(message: &[u8]) -> Result<Value> {
    let text = message.strip_prefix(b"J").ok_or("not in JSON")?;
    Ok(serde_json::from_slice(text)?)
}

fn text(reply: &Value) -> String {
    reply["body"].as_str().unwrap_or_default().to_owned()
}
