//! A SOCKS5 server for a few connections, with or without a user and password (RFC 1928 and 1929).

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

/// A server on a free port of this machine.
pub struct Socks {
    pub address: SocketAddr,
    /// The address of each connection that was asked for.
    pub asked: mpsc::Receiver<String>,
}

impl Socks {
    /// Serves until the process ends.
    pub fn start(login: Option<(&'static str, &'static str)>) -> Socks {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, asked) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tell = tell.clone();
                thread::spawn(move || serve(stream, login, &tell));
            }
        });
        Socks { address, asked }
    }
}

fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_short(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let [length] = read(stream)?;
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn serve(mut stream: TcpStream, login: Option<(&str, &str)>, tell: &mpsc::Sender<String>) -> io::Result<()> {
    let [5] = read(&mut stream)? else { return Ok(()) };
    let methods = read_short(&mut stream)?;
    let method = if login.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        return stream.write_all(&[5, 0xFF]);
    }
    stream.write_all(&[5, method])?;
    if let Some((user, password)) = login {
        let [_version] = read(&mut stream)?;
        let said = (read_short(&mut stream)?, read_short(&mut stream)?);
        let right = said == (user.into(), password.into());
        stream.write_all(&[1, u8::from(!right)])?;
        if !right {
            return Ok(());
        }
    }
    let [5, 1, 0, kind] = read(&mut stream)? else { return Ok(()) };
    let host = match kind {
        1 => std::net::Ipv4Addr::from(read::<4>(&mut stream)?).to_string(),
        4 => format!("[{}]", std::net::Ipv6Addr::from(read::<16>(&mut stream)?)),
        _ => String::from_utf8_lossy(&read_short(&mut stream)?).into_owned(),
    };
    let target = format!("{host}:{}", u16::from_be_bytes(read(&mut stream)?));
    let _ = tell.send(target.clone());
    let mut other = TcpStream::connect(&target)?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let (mut from, mut to) = (stream.try_clone()?, other.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let _ = io::copy(&mut other, &mut stream);
    stream.shutdown(Shutdown::Write)
}
