//! `Subscribe.py` of the tutorial on tokio: the average temperature of five weather updates for one zip code.
//!
//! Run `cargo run --features tokio --example async_subscribe`, or `cargo run --features tokio --example
//! async_subscribe -- 20001` for another zip code than 10001, while `cargo run --release --features tokio --example
//! async_publisher` runs. The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://localhost:5556".into());

    //  Socket to talk to server
    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::SUB)?;

    println!("Collecting updates from weather server...");
    socket.connect(&endpoint)?;

    // Subscribe to zipcode, default is NYC, 10001
    let zip_filter = std::env::args().nth(1).unwrap_or("10001".into());
    socket.subscribe(&zip_filter)?;

    // Process 5 updates
    let mut total_temp = 0;
    for _update_nbr in 0..5 {
        let string = socket.recv_string().await?;
        let [_zipcode, temperature, _relhumidity] = string.split(' ').collect::<Vec<_>>()[..] else {
            panic!("an update has three numbers, not {string:?}");
        };
        total_temp += temperature.parse::<i32>().expect("the temperature is a number");
    }

    println!("Average temperature for zipcode '{zip_filter}' was {}F", total_temp / 5);
    Ok(())
}
