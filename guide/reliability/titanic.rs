//! Titanic: requests that are on disk before they are accepted, and are done when their service is there. RFC 9.
//!
//! To the broker of Majordomo it is three workers and a client. A caller gets a number for its request, may go away, and asks for the
//! reply by that number later. It is slow, since each request waits for the disk; use it when a request must not be lost and nobody
//! waits for it. A request may be done twice, if this program dies between the reply and the disk.
//!
//! Run `titanic [BROKER] [FOLDER]` with `mdbroker`, `mdworker` and `ticlient`.

use std::{io, sync::mpsc, thread, time::Duration};
use zmq::{Context, Message, Multipart, multipart};
use zmq_guide::{
    Result, arg, hurried,
    mdcliapi::Client,
    mdwrkapi::Worker,
    titanic::{Status, Store, Uuid},
};

/// What a service of Titanic replies to a request.
type Answer = Box<dyn Fn(&[Message]) -> io::Result<Multipart> + Send>;

fn main() -> Result<()> {
    let broker = arg(1, "tcp://localhost:5555");
    let store = Store::open(arg(2, ".titanic"))?;
    println!("I: {} requests wait", store.pending()?.len());
    let context = Context::new()?;
    let (wake, woken) = mpsc::channel();
    let (ended, end) = mpsc::channel();
    let serve = |service: &'static str, answer: Answer| {
        let (context, broker, ended) = (context.clone(), broker.clone(), ended.clone());
        thread::spawn(move || ended.send(work(&context, &broker, service, &answer)))
    };

    let of = store.clone();
    serve(
        "titanic.request",
        Box::new(move |body| {
            let uuid = of.put(body)?;
            let _ = wake.send(()); // the dispatcher looks by itself, too
            Ok(["200", uuid.as_str()].into())
        }),
    );
    let of = store.clone();
    serve(
        "titanic.reply",
        Box::new(move |body| {
            let Some(uuid) = body.first().and_then(Uuid::parse) else { return Ok(["400"].into()) };
            Ok(match of.status(&uuid)? {
                Status::Done(reply) => multipart!["200", ..reply],
                Status::Pending => ["300"].into(),
                Status::Unknown => ["400"].into(),
            })
        }),
    );
    let of = store.clone();
    serve(
        "titanic.close",
        Box::new(move |body| {
            if let Some(uuid) = body.first().and_then(Uuid::parse) {
                of.close(&uuid)?;
            }
            Ok(["200"].into())
        }),
    );
    thread::spawn(move || ended.send(dispatch(&context, &broker, &store, &woken)));
    Ok(end.recv()??) // none of them ends but with an error
}

/// A service of Titanic.
fn work(context: &Context, broker: &str, service: &str, answer: &Answer) -> zmq::Result<()> {
    let mut worker = Worker::connect(context, broker, service)?;
    let time = hurried(Duration::from_millis(2500));
    worker.set_times(time, time);
    loop {
        let request = worker.recv()?;
        let reply = answer(request.body()).unwrap_or_else(|error| {
            println!("E: {service}: {error}");
            [format!("500 {error}")].into()
        });
        request.reply(reply)?;
    }
}

/// Does what is to be done, whenever there is something new, and once a second what had no service.
fn dispatch(context: &Context, broker: &str, store: &Store, woken: &mpsc::Receiver<()>) -> zmq::Result<()> {
    let mut client = Client::connect(context, broker)?;
    client.set_patience(hurried(Duration::from_secs(1)), 1);
    loop {
        let _ = woken.recv_timeout(hurried(Duration::from_secs(1)));
        while woken.try_recv().is_ok() {}
        let pending = store.pending().unwrap_or_else(|error| {
            println!("E: {error}");
            Vec::new()
        });
        for uuid in pending {
            match execute(&mut client, store, &uuid) {
                Ok(true) => println!("I: did request {}", uuid.as_str()),
                Ok(false) => {}
                Err(error) => println!("W: request {}: {error}", uuid.as_str()),
            }
        }
    }
}

/// Whether a request was done.
fn execute(client: &mut Client, store: &Store, uuid: &Uuid) -> Result<bool> {
    let Some(mut request) = store.request(uuid)? else { return Ok(false) };
    let service = request.pop_front().ok_or("a request without a service")?;
    let service = service.to_str()?;
    if client.call("mmi.service", [service])?[0] != "200" {
        return Ok(false);
    }
    let reply = client.call(service, request)?;
    store.answer(uuid, &reply)?;
    Ok(true)
}
