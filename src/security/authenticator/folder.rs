//! Certificates in a folder, read again when they change.

use super::{
    log,
    plain::{about, name},
    watch::{Seen, Stamp},
};
use crate::{
    Errno, Error, PublicKey, Result,
    security::{
        certificate::Named,
        zap::{Decision, is_name},
        zpl::Section,
    },
};
use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long to believe a folder that does not look changed, since it does not show when its files are written to.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long to believe a file that does not look changed.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(3600);

/// The largest file that is taken for a certificate.
const LARGEST: u64 = 1 << 20;

/// A folder of certificates.
pub(super) struct Folder {
    path: PathBuf,
    known: Mutex<Known>,
}

/// What was found in it.
#[derive(Default)]
struct Known {
    seen: Option<Seen>,
    files: HashMap<PathBuf, (Seen, Option<Certificate>)>,
    /// Which files have a key.
    keys: HashMap<PublicKey, PathBuf>,
    /// The files that are called otherwise.
    skipped: BTreeSet<PathBuf>,
}

/// What a public certificate says.
struct Certificate {
    key: PublicKey,
    metadata: Vec<(String, Vec<u8>)>,
}

impl Folder {
    pub fn open(path: PathBuf) -> Result<Folder> {
        let folder = Folder { path, known: Mutex::default() };
        let mut wrong = None;
        let known = folder.look(|error| wrong = wrong.take().or(Some(error)))?;
        // A folder that CZMQ wrote would admit nobody.
        let unread =
            if known.files.is_empty() { known.skipped.iter().find_map(|path| unread(path)) } else { None };
        drop(known);
        match wrong.or(unread) {
            None => Ok(folder),
            Some(error) => Err(error),
        }
    }

    /// The files that were not read, since their names do not end in `.key`.
    pub fn skipped(&self) -> Result<Vec<PathBuf>> {
        Ok(self.look(|error| log::certificate(&error))?.skipped.iter().cloned().collect())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn decide(&self, key: &PublicKey) -> Decision {
        let known = match self.look(|error| log::certificate(&error)) {
            Ok(known) => known,
            Err(error) => return Decision::later(error.to_string()),
        };
        let file = known.keys.get(key).and_then(|path| known.files.get(path));
        match file {
            Some((_, Some(certificate))) => {
                let mut decision = Decision::allow();
                decision.metadata.clone_from(&certificate.metadata);
                decision
            }
            _ => Decision::deny("unknown key"),
        }
    }

    /// What is in the folder now; `wrong` hears of the files that are no certificates.
    fn look(&self, mut wrong: impl FnMut(Error)) -> Result<MutexGuard<'_, Known>> {
        let failed = |error: std::io::Error| about(&self.path, &error);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Stamp::of(&self.path).map_err(failed)?;
        if known.seen.as_ref().is_some_and(|seen| seen.holds(stamp, PATIENCE)) {
            return Ok(known);
        }
        let Known { files: mut before, skipped: skipped_before, .. } = std::mem::take(&mut *known);
        let mut skipped = BTreeSet::new();
        let mut files = HashMap::with_capacity(before.len());
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            match Named::of(&path) {
                Some(Named::Certificate) => (),
                Some(Named::Other) => {
                    if !skipped_before.contains(&path) {
                        log::skipped(&path);
                    }
                    skipped.insert(path);
                    continue;
                }
                Some(Named::Secret) | None => continue,
            }
            match read(&path, before.remove(&path), &mut wrong) {
                Ok(file) => drop(files.insert(path, file)),
                Err(error) => wrong(error), // it may be gone again
            }
        }
        let keys = files.iter().filter_map(|(path, (_, certificate))| {
            certificate.as_ref().map(|certificate| (certificate.key, path.clone()))
        });
        let keys = keys.collect();
        *known = Known { seen: Some(Seen::new(stamp)), files, keys, skipped };
        Ok(known)
    }
}

/// The error for a certificate that is not read because of its name.
fn unread(path: &Path) -> Option<Error> {
    let small = fs::metadata(path).ok()?.len() <= LARGEST;
    let reason = "the certificate is skipped: neither its name nor another here ends in .key; rename it";
    let certificate = small.then(|| fs::read(path).ok()).flatten().and_then(|bytes| parse(&bytes).ok());
    certificate.map(|_| Error::refused(Errno::EINVAL, name(path), reason))
}

/// A file as it is now, read if it is not as it was `before`.
fn read(
    path: &Path,
    before: Option<(Seen, Option<Certificate>)>,
    wrong: &mut impl FnMut(Error),
) -> Result<(Seen, Option<Certificate>)> {
    let failed = |error: std::io::Error| about(path, &error);
    let stamp = Stamp::of(path).map_err(failed)?;
    if let Some(before) = before.filter(|(seen, _)| seen.holds(stamp, PATIENCE_FOR_FILES)) {
        return Ok(before);
    }
    let certificate = if stamp.length() > LARGEST {
        Err(Error::refused(Errno::EINVAL, "certificate", "too large for one"))
    } else {
        parse(&fs::read(path).map_err(failed)?)
    };
    let certificate = certificate.map_err(|error| wrong(error.rename(name(path)))).ok();
    Ok((Seen::new(stamp), certificate))
}

fn parse(bytes: &[u8]) -> Result<Certificate> {
    let wrong = |reason| Error::refused(Errno::EINVAL, "certificate", reason);
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("not text"))?;
    let root = Section::parse(text)?;
    let key = root.get("curve/public-key").ok_or_else(|| wrong("no `public-key` in a section `curve`"))?;
    let children = root.child("metadata").map_or(&[][..], |section| &section.children);
    let metadata = children.iter().filter(|child| is_name(&child.name));
    let metadata = metadata.map(|child| (child.name.clone(), child.value.as_bytes().to_vec()));
    Ok(Certificate { key: key.parse()?, metadata: metadata.collect() })
}
