//! Who is admitted: the rules, and what follows from them for a request. No socket, no thread.

use super::{
    CurveClients, PlainUsers, log,
    network::{Addresses, Network, peer},
};
use crate::{
    Multipart, Result,
    security::zap::{Credentials, Decision, Reply, Request},
};
use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError, RwLock},
};

/// The rules, which others may change at any time.
#[derive(Default)]
pub(super) struct Judge {
    rules: RwLock<Arc<Rules>>,
}

/// Who is admitted, by domain.
#[derive(Clone, Default)]
pub(super) struct Rules {
    /// Those of all domains, before those of each.
    addresses: Addresses,
    by_domain: HashMap<String, Addresses>,
    plain: HashMap<String, PlainUsers>,
    curve: HashMap<String, CurveClients>,
    gssapi: HashMap<String, Arc<HashSet<String>>>,
}

impl Judge {
    /// What to answer, and to log: as RFC 27 has it. Takes a lock, and not while callbacks run: they may change the rules.
    pub fn handle(&self, request: &Request) -> Reply {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner).clone();
        // The rules go with the closure: what callbacks keep may be dropped here, and may panic, too.
        let decided = catch_unwind(AssertUnwindSafe(move || {
            let rules = rules;
            rules.decide(request)
        }));
        let decision = decided.unwrap_or_else(|panic| {
            std::mem::forget(panic); // whose own drop may panic
            Decision::fail("the callback panicked")
        });
        log::decision(request, &decision);
        Reply::new(request, decision)
    }

    /// As [`handle`](Self::handle), from frames to frames; nothing if there is nobody to answer to.
    pub fn answer<F: AsRef<[u8]>>(&self, frames: &[F]) -> Option<Multipart> {
        let reply = match Request::parse(frames) {
            Ok(request) => self.handle(&request),
            Err(error) => {
                log::malformed(&error);
                error.reply()?
            }
        };
        let written = reply.to_multipart().or_else(|error| {
            let decision = Decision::fail(error.to_string());
            Reply { request_id: reply.request_id, decision }.to_multipart()
        });
        written.ok()
    }

    pub fn allow(&self, domain: Option<&str>, network: &str) -> Result<()> {
        let network = Network::parse(network)?;
        self.change(|rules| rules.addresses_of(domain).allow(network));
        Ok(())
    }

    pub fn deny(&self, domain: Option<&str>, network: &str) -> Result<()> {
        let network = Network::parse(network)?;
        self.change(|rules| rules.addresses_of(domain).deny(network));
        Ok(())
    }

    pub fn forget_addresses(&self) {
        self.change(|rules| {
            rules.addresses = Addresses::default();
            rules.by_domain.clear();
        });
    }

    pub fn plain(&self, domain: &str, users: PlainUsers) {
        self.change(|rules| rules.plain.insert(domain.to_owned(), users));
    }

    pub fn curve(&self, domain: &str, clients: CurveClients) {
        self.change(|rules| rules.curve.insert(domain.to_owned(), clients));
    }

    pub fn gssapi(&self, domain: &str, principals: HashSet<String>) {
        self.change(|rules| rules.gssapi.insert(domain.to_owned(), Arc::new(principals)));
    }

    /// Changes the rules for the requests from now on. What `change` leaves is dropped after the lock is.
    fn change<T>(&self, change: impl FnOnce(&mut Rules) -> T) {
        let mut rules = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        let left = change(Arc::make_mut(&mut rules)); // a copy only while a request is looked at
        drop(rules);
        drop(left);
    }
}

impl Rules {
    fn addresses_of(&mut self, domain: Option<&str>) -> &mut Addresses {
        match domain {
            None | Some("*") => &mut self.addresses,
            Some(domain) => self.by_domain.entry(domain.to_owned()).or_default(),
        }
    }

    fn decide(&self, request: &Request) -> Decision {
        let address = peer(&request.address);
        let of_domain = self.by_domain.get(&request.domain);
        let refused =
            [Some(&self.addresses), of_domain].into_iter().flatten().find_map(|of| of.refuses(address));
        if let Some(reason) = refused {
            return Decision::deny(reason);
        }
        let mut decision = match &request.credentials {
            Credentials::Null => Decision::allow(),
            Credentials::Plain { username, password } => match of(&self.plain, &request.domain) {
                Some(users) => users.decide(request, username, password),
                None => Decision::deny("no users for this domain"),
            },
            Credentials::Curve(key) => match of(&self.curve, &request.domain) {
                Some(clients) => clients.decide(request, key),
                None => Decision::deny("no clients for this domain"),
            },
            Credentials::Gssapi { principal } => match of(&self.gssapi, &request.domain) {
                Some(principals) if principals.contains(principal) => Decision::allow(),
                Some(_) => Decision::deny("unknown principal"),
                None => Decision::deny("no principals for this domain"),
            },
            Credentials::Other { .. } => Decision::deny("unknown mechanism"),
        };
        if decision.is_allowed() && decision.user_id.is_none() {
            decision.user_id = Some(name(&request.credentials));
        }
        decision
    }
}

/// What counts for a domain: what is set for it, or what is set for all others.
fn of<'a, T>(by_domain: &'a HashMap<String, T>, domain: &str) -> Option<&'a T> {
    by_domain.get(domain).or_else(|| by_domain.get("*"))
}

/// Who a peer is by its credentials.
pub(super) fn name(credentials: &Credentials) -> String {
    match credentials {
        Credentials::Plain { username, .. } => username.clone(),
        Credentials::Curve(key) => key.to_z85(),
        Credentials::Gssapi { principal } => principal.clone(),
        Credentials::Null | Credentials::Other { .. } => "anonymous".to_owned(),
    }
}
