//! Publish and subscribe, the subscriber: the average temperature of a hundred updates for one zip code.
//!
//! A subscription is a prefix of the message: `10001` also matches `100012`. For a filter that is a part of its own see
//! `psenvsub`.
//!
//! Run `wuclient [ZIPCODE] [ENDPOINT]` with `wuserver` or `wuproxy`.

use zmq_guide::{Result, arg};

fn main() -> Result<()> {
    let zipcode = arg(1, "10001");
    let endpoint = arg(2, "tcp://localhost:5556");
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::SUB)?;
    println!("Collecting updates from weather server...");
    socket.connect(&endpoint)?;
    socket.subscribe(&zipcode)?;

    let mut total = 0;
    for _ in 0..100 {
        let update = socket.recv_string()?;
        let temperature = update.split_whitespace().nth(1).ok_or("an update without a temperature")?;
        total += temperature.parse::<i32>()?;
    }
    println!("Average temperature for zipcode '{zipcode}' was {} F", f64::from(total) / 100.0);
    Ok(())
}
