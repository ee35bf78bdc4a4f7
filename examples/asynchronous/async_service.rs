//! A web service with workers behind it: HTTP by hyper on one side, a ROUTER with a pool of workers on the other.
//!
//! Run `cargo run --features tokio --example async_service`, and `curl -d "some text" http://127.0.0.1:8080`. The environment
//! variable `HTTP_ADDRESS` replaces the address, `ZMQ_ENDPOINT` the endpoint for workers, `WORKERS` how many it brings along,
//! `PATIENCE_MS` how many milliseconds an answer may take.
//!
//! A worker says that it is there with any message of one part. It gets a number and a question, and answers with the
//! number and its answer, after which it is free again.

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::{HashMap, VecDeque},
    error::Error,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    time::timeout,
};
use zmq::{
    Message,
    tokio::{Context, Socket},
};

/// A question, and where its answer goes. Dropping it says that there is no worker.
struct Job {
    question: Bytes,
    answer: oneshot::Sender<Message>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let setting = |name, default: &str| std::env::var(name).unwrap_or(default.into());

    let context = Context::new()?;
    let router = context.socket(zmq::ROUTER)?;
    router.set_router_mandatory(true)?; // a worker that has gone is an error, not silence
    router.bind(&setting("ZMQ_ENDPOINT", "tcp://127.0.0.1:*"))?;
    let endpoint = router.last_endpoint()?;
    for _ in 0..setting("WORKERS", "2").parse()? {
        tokio::spawn(work(context.clone(), endpoint.clone()));
    }
    let patience = Duration::from_millis(setting("PATIENCE_MS", "10000").parse()?);
    let (jobs, queue) = mpsc::channel(100);
    let pool = tokio::spawn(pool(router, queue));

    let listener = TcpListener::bind(setting("HTTP_ADDRESS", "127.0.0.1:8080")).await?;
    println!("http://{} with workers at {endpoint}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let jobs = jobs.clone();
            let service = service_fn(move |request| serve(request, jobs.clone(), patience));
            // A browser that hangs up is its own business.
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    Ok(pool.await??)
}

/// Hands each job to a worker that is free, and each answer to who waits for it.
async fn pool(router: Socket<zmq::Router>, mut queue: mpsc::Receiver<Job>) -> zmq::Result<()> {
    let (mut to_workers, mut from_workers) = router.into_split();
    let mut free = VecDeque::new();
    let mut waiting = HashMap::new();
    let mut number = 0_u64;
    loop {
        tokio::select! {
            parts = from_workers.recv_multipart() => {
                let mut parts = parts?;
                free.extend(parts.pop_front());
                if let (Some(answer), Some(number)) = (parts.pop(), parts.pop()) {
                    if let Some(asked) = waiting.remove(&number.to_vec()) {
                        let _: Result<(), Message> = oneshot::Sender::send(asked, answer); // or nobody waits any more
                    }
                }
            }
            Some(job) = queue.recv() => {
                waiting.retain(|_, asked: &mut oneshot::Sender<Message>| !asked.is_closed());
                number += 1;
                while let Some(worker) = free.pop_front() {
                    let parts = [worker, number.to_be_bytes().into(), Message::from(&job.question[..])];
                    if to_workers.send_multipart(parts).await.is_ok() {
                        waiting.insert(number.to_be_bytes().to_vec(), job.answer);
                        break;
                    }
                }
            }
        }
    }
}

/// A worker; others may run anywhere, in any language.
async fn work(context: Context, endpoint: String) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut socket = context.socket(zmq::DEALER)?;
    socket.connect(&endpoint)?;
    socket.send("ready").await?;
    loop {
        let mut parts = socket.recv_multipart().await?;
        let question = parts.pop().unwrap_or_default();
        parts.push(question.to_ascii_uppercase());
        socket.send_multipart(parts).await?;
    }
}

async fn serve(
    request: Request<Incoming>,
    jobs: mpsc::Sender<Job>,
    patience: Duration,
) -> hyper::Result<Response<Full<Bytes>>> {
    let question = request.into_body().collect().await?.to_bytes();
    let (answer, asked) = oneshot::channel();
    let answered = timeout(patience, async {
        jobs.send(Job { question, answer }).await.map_err(drop)?;
        asked.await.map_err(drop)
    });
    let (status, text) = match answered.await {
        Ok(Ok(answer)) => (StatusCode::OK, Bytes::copy_from_slice(&answer)),
        Ok(Err(())) => (StatusCode::SERVICE_UNAVAILABLE, "no worker is free\n".into()),
        Err(_) => (StatusCode::GATEWAY_TIMEOUT, "no answer in time\n".into()),
    };
    let mut response = Response::new(Full::new(text));
    *response.status_mut() = status;
    Ok(response)
}
