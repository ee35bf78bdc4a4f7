//! What the features `pgm`, `norm`, `wss` and `gssapi` add: a library of the system each, found by pkg-config.
//! An installed libzmq has what it has; there only `wss` still counts, for `src/gnutls.rs`.
#![cfg_attr(not(feature = "vendored"), allow(dead_code))]

use std::path::PathBuf;

/// A feature that needs a library of the system.
struct Extra {
    /// The name of the feature; `ZMQ_SYS_` and this in capitals tells the headers in `platform/`.
    feature: &'static str,
    on: bool,
    /// What it is for.
    purpose: &'static str,
    /// The names that pkg-config may know the library by, the best first.
    names: &'static [&'static str],
    /// Where the package managers have it: the system and the command.
    packages: [(&'static str, &'static str); 4],
}

const EXTRAS: [Extra; 4] = [
    Extra {
        feature: "pgm",
        on: cfg!(feature = "pgm"),
        purpose: "the transports pgm and epgm, by OpenPGM",
        names: &["openpgm-5.3", "openpgm-5.2"],
        packages: [
            ("Debian, Ubuntu", "apt install libpgm-dev pkg-config"),
            ("Fedora", "dnf install openpgm-devel pkgconf-pkg-config"),
            ("Alpine", "apk add openpgm-dev pkgconf"),
            ("Homebrew", "brew install libpgm pkgconf"),
        ],
    },
    Extra {
        feature: "norm",
        on: cfg!(feature = "norm"),
        purpose: "the transport norm, by the NORM library",
        names: &["norm"],
        packages: [
            ("Debian, Ubuntu", "apt install libnorm-dev pkg-config"),
            ("Fedora", "dnf install norm-devel pkgconf-pkg-config"),
            ("Alpine", "no package: compile it from github.com/USNavalResearchLaboratory/norm"),
            ("Homebrew", "brew install norm pkgconf"),
        ],
    },
    Extra {
        feature: "wss",
        on: cfg!(feature = "wss"),
        purpose: "the transport wss, by GnuTLS",
        names: &["gnutls"],
        packages: [
            ("Debian, Ubuntu", "apt install libgnutls28-dev pkg-config"),
            ("Fedora", "dnf install gnutls-devel pkgconf-pkg-config"),
            ("Alpine", "apk add gnutls-dev pkgconf"),
            ("Homebrew", "brew install gnutls pkgconf"),
        ],
    },
    Extra {
        feature: "gssapi",
        on: cfg!(feature = "gssapi"),
        purpose: "the mechanism GSSAPI, by MIT Kerberos",
        names: &["mit-krb5-gssapi", "krb5-gssapi"],
        packages: [
            ("Debian, Ubuntu", "apt install libkrb5-dev pkg-config"),
            ("Fedora", "dnf install krb5-devel pkgconf-pkg-config"),
            ("Alpine", "apk add krb5-dev pkgconf"),
            ("Homebrew", "brew install krb5 pkgconf, and its lib/pkgconfig in PKG_CONFIG_PATH"),
        ],
    },
];

/// The libraries of the features that are on.
pub struct Found {
    /// What the headers in `platform/` ask for.
    pub defines: Vec<String>,
    /// Where the libraries' own headers are.
    pub includes: Vec<PathBuf>,
    libraries: Vec<&'static str>,
}

/// Looks for the library of every feature that is on; nothing is linked yet.
pub fn find() -> Result<Found, String> {
    let mut found = Found { defines: Vec::new(), includes: Vec::new(), libraries: Vec::new() };
    for extra in EXTRAS.iter().filter(|extra| extra.on) {
        let probe = |name: &&&str| pkg_config::Config::new().cargo_metadata(false).probe(name).ok();
        let Some((name, library)) =
            extra.names.iter().find_map(|name| probe(&name).map(|library| (*name, library)))
        else {
            return Err(missing(extra));
        };
        found.defines.push(format!("ZMQ_SYS_{}", extra.feature.to_uppercase()));
        found.includes.extend(library.include_paths);
        found.libraries.push(name);
    }
    Ok(found)
}

/// GnuTLS for this crate itself, where libzmq does not bring it.
pub fn link_gnutls() -> Result<(), String> {
    let Some(extra) = EXTRAS.iter().find(|extra| extra.on && extra.feature == "wss") else { return Ok(()) };
    pkg_config::probe_library("gnutls").map(drop).map_err(|_| missing(extra))
}

impl Found {
    /// Tells cargo to link them, behind the libzmq that calls them.
    pub fn link(&self) -> Result<(), String> {
        for name in &self.libraries {
            pkg_config::Config::new().probe(name).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(())
    }
}

/// The one message of a build whose feature lacks its library.
fn missing(extra: &Extra) -> String {
    let Extra { feature, purpose, names, .. } = extra;
    let mut text = format!(
        "the feature `{feature}` ({purpose}) needs a library of the system, and pkg-config knows none of: {}.\n\
         Turn the feature off, or install the library:\n",
        names.join(", ")
    );
    for (system, command) in &extra.packages {
        text.push_str(&format!("  {system:<15} {command}\n"));
    }
    text.push_str("A build for another target also needs PKG_CONFIG_ALLOW_CROSS=1, and PKG_CONFIG_PATH or\n");
    text.push_str("PKG_CONFIG_SYSROOT_DIR for that target's libraries.");
    text
}
