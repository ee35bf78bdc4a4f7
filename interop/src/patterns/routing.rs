//! DEALER and ROUTER.

use super::beat;
use crate::{
    end::shown,
    matrix::{Cell, Opened, Which},
    part::{self, Part},
};
use anyhow::{Result, ensure};

/// The routing ids of the dealers: of text with bytes of all sorts, none of their own, and a long one.
fn ids() -> [Option<Vec<u8>>; 3] {
    [Some("a\0\u{e9}\n ".into()), None, Some(vec![b'z'; 100])]
}

/// A routing id as long as one can be.
pub fn long_id(cell: &Cell<'_>) -> Result<()> {
    let id = vec![b'z'; 255];
    let (mut router, mut dealer) = (cell.open(Which::Second, None)?, cell.open(Which::First, Some(&id))?);
    cell.join(&mut dealer, &mut router)?;
    let id = met(&mut router, &mut dealer, Some(id))?;
    router.end().send(&[id, "back".into()])?;
    dealer.end().expect(&["back".into()])
}

/// Three dealers at one router, which tells them apart, whoever of them binds.
pub fn dealer_router(cell: &Cell<'_>) -> Result<()> {
    let mut router = cell.open(Which::Second, None)?;
    let common = if cell.binds(Which::Second) { Some(cell.bind(&mut router)?) } else { None };
    let mut dealers = Vec::new();
    for id in ids() {
        let mut dealer = cell.open(Which::First, id.as_deref())?;
        match &common {
            Some(endpoint) => dealer.end().connect(endpoint)?,
            None => {
                let endpoint = cell.bind(&mut dealer)?;
                router.end().connect(&endpoint)?;
            }
        }
        let id = met(&mut router, &mut dealer, id)?;
        dealers.push((dealer, id));
    }
    beat(cell);
    // Each sends, and has an answer that goes by its name.
    for (number, message) in cell.messages(15).into_iter().enumerate() {
        let at = number % dealers.len();
        let (dealer, id) = &mut dealers[at];
        dealer.end().send(&message)?;
        let with_id: Vec<Part> = [id.clone()].into_iter().chain(message.clone()).collect();
        router.end().expect(&with_id)?;
        router.end().send(&with_id)?;
        dealer.end().expect(&message)?;
    }
    // What nobody asked for, crosswise: each has what is for it, in order.
    for round in 0..4_u8 {
        for (number, (_, id)) in dealers.iter().enumerate().rev() {
            router.end().send(&[id.clone(), "".into(), Part::Bytes(vec![round, number as u8])])?;
        }
    }
    for (number, (dealer, _)) in dealers.iter_mut().enumerate() {
        for round in 0..4_u8 {
            dealer.end().expect(&["".into(), Part::Bytes(vec![round, number as u8])])?;
        }
        dealer.expect_quiet()?;
    }
    router.expect_quiet()
}

/// The routing id that the router knows a dealer by: what it chose, or what the router made up.
fn met(router: &mut Opened, dealer: &mut Opened, chosen: Option<Vec<u8>>) -> Result<Part> {
    dealer.end().send(&["hello".into()])?;
    let came = router.end().recv()?;
    ensure!(came.len() == 2 && came[1] == Part::from("hello").report(), "{} came", shown(&came));
    if let Some(chosen) = chosen {
        let chosen = Part::Bytes(chosen).report();
        ensure!(came[0] == chosen, "the router calls {chosen} {}", came[0]);
    }
    part::reported(&came[0])
}
