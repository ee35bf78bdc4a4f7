//! A Kerberos for nobody else to see: a database, a key distribution centre on a free port of this machine and a table of keys, all in
//! a folder that goes with it. Needs what Debian has in krb5-kdc, krb5-admin-server and krb5-user, but not root.

use std::{
    fs,
    io::{self, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Of the tools that this needs, those that most systems keep out of the path of users are here.
const FOLDERS: [&str; 2] = ["/usr/sbin", "/sbin"];

const TOOLS: [&str; 4] = ["kdb5_util", "kadmin.local", "krb5kdc", "kinit"];

/// The realm is ZMQ.TEST; it has the service `zmq/localhost`, and `alice`, with their keys in the table, and `other/localhost`, whose key
/// nobody has.
pub struct Realm {
    folder: PathBuf,
    kdc: Option<Child>,
}

impl Realm {
    /// Starts one, unless tools are missing: says which.
    pub fn start() -> Result<Realm, String> {
        let missing: Vec<_> = TOOLS.into_iter().filter(|tool| find(tool).is_none()).collect();
        if !missing.is_empty() {
            return Err(format!("no {} (krb5-kdc, krb5-admin-server, krb5-user)", missing.join(", ")));
        }
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("zmq-realm-{}-{number}", std::process::id()));
        fs::create_dir_all(folder.join("caches")).unwrap();
        let mut realm = Realm { folder, kdc: None };
        // Somebody may take the port before the centre does.
        for attempt in 1.. {
            realm.configure(free_port());
            if attempt == 1 {
                realm.fill();
            }
            if realm.serves() {
                break;
            }
            assert!(attempt < 5, "{}", fs::read_to_string(realm.folder.join("kdc.log")).unwrap_or_default());
        }
        Ok(realm)
    }

    /// What a program needs to be in it.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let file = |name: &str| format!("FILE:{}", self.folder.join(name).display());
        vec![
            ("KRB5_CONFIG", self.folder.join("krb5.conf").display().to_string()),
            ("KRB5_KDC_PROFILE", self.folder.join("kdc.conf").display().to_string()),
            ("KRB5RCACHEDIR", self.folder.display().to_string()),
            ("KRB5_KTNAME", file("keytab")),
            ("KRB5_CLIENT_KTNAME", file("keytab")),
            ("KRB5CCNAME", format!("DIR:{}", self.folder.join("caches").display())),
            ("KRB5_TRACE", self.folder.join("trace").display().to_string()),
        ]
    }

    fn configure(&self, port: u16) {
        let folder = self.folder.display();
        let client = format!(
            "[libdefaults]\n default_realm = ZMQ.TEST\n dns_lookup_kdc = false\n dns_lookup_realm = false\n \
             dns_canonicalize_hostname = false\n qualify_shortname = \"\"\n rdns = false\n \
             udp_preference_limit = 1\n\
             [realms]\n ZMQ.TEST = {{\n kdc = 127.0.0.1:{port}\n }}\n[domain_realm]\n localhost = ZMQ.TEST\n"
        );
        let server = format!(
            "[kdcdefaults]\n kdc_listen = 127.0.0.1:{port}\n kdc_tcp_listen = 127.0.0.1:{port}\n\
             [realms]\n ZMQ.TEST = {{\n database_name = {folder}/principal\n key_stash_file = {folder}/stash\n \
             acl_file = {folder}/acl\n max_life = 1h\n }}\n[logging]\n kdc = FILE:{folder}/kdc.log\n"
        );
        fs::write(self.folder.join("krb5.conf"), client).unwrap();
        fs::write(self.folder.join("kdc.conf"), server).unwrap();
    }

    fn fill(&self) {
        let keytab = self.folder.join("keytab");
        self.run("kdb5_util", &["create", "-s", "-P", "master", "-r", "ZMQ.TEST"]);
        for principal in ["zmq/localhost", "other/localhost", "alice"] {
            self.run("kadmin.local", &["-q", &format!("addprinc -randkey {principal}")]);
        }
        // libzmq as released wants of each side what it needs to be a client and what it needs to be a server.
        let keys = format!("ktadd -k {} zmq/localhost alice", keytab.display());
        self.run("kadmin.local", &["-q", &keys]);
    }

    /// Starts the centre, and waits until it gives tickets or has ended.
    fn serves(&mut self) -> bool {
        // In the foreground, so that its number is known.
        let mut kdc = self.command("krb5kdc").arg("-n").spawn().unwrap();
        let ticket = format!("FILE:{}", self.folder.join("probe").display());
        let keytab = self.folder.join("keytab").display().to_string();
        let start = Instant::now();
        while kdc.try_wait().unwrap().is_none() {
            let kinit =
                self.command("kinit").args(["-c", &ticket, "-k", "-t", &keytab, "alice"]).status().unwrap();
            if kinit.success() {
                self.kdc = Some(kdc);
                return true;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "the centre gives no ticket");
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn command(&self, tool: &str) -> Command {
        let mut command = Command::new(find(tool).unwrap());
        command.envs(self.environment()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, tool: &str, arguments: &[&str]) {
        let status = self.command(tool).args(arguments).status().unwrap();
        assert!(status.success(), "{tool} {arguments:?}: {status}");
    }
}

impl Drop for Realm {
    fn drop(&mut self) {
        if thread::panicking() {
            let kdc = self.kdc.as_mut().map(|kdc| kdc.try_wait());
            eprintln!("the centre of the realm: {kdc:?} (none while it runs)");
            for file in ["trace", "kdc.log"] {
                let text = fs::read_to_string(self.folder.join(file)).unwrap_or_default();
                let lines: Vec<_> = text.lines().collect();
                eprintln!(
                    "the end of {file} of the realm:\n{}",
                    lines[lines.len().saturating_sub(100)..].join("\n")
                );
            }
        }
        if let Some(kdc) = &mut self.kdc {
            let _ = kdc.kill();
            let _ = kdc.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn find(tool: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(FOLDERS.map(PathBuf::from));
    folders.map(|folder: PathBuf| folder.join(tool)).find(|file: &PathBuf| Path::is_file(file))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs `body` in a child that is in a realm of its own, with more environment; or says loudly that it did not.
#[track_caller]
pub fn in_realm(test: &str, seconds: u32, environment: &[(&str, &str)], body: impl FnOnce()) {
    if super::is_child(test) {
        return super::in_child_named(test, seconds, &[], body);
    }
    assert!(zmq::has(zmq::Capability::Gssapi) || !super::is_vendored());
    if !zmq::has(zmq::Capability::Gssapi) {
        return skip(test, "this libzmq has no GSSAPI");
    }
    match Realm::start() {
        Ok(realm) => {
            let realm_environment = realm.environment();
            let mut all: Vec<_> =
                realm_environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
            all.extend(environment);
            super::in_child_named(test, seconds, &all, body);
        }
        Err(missing) => skip(test, &missing),
    }
}

/// Past the harness, which keeps to itself what a test says that passes.
fn skip(test: &str, why: &str) {
    let _ = writeln!(io::stderr(), "SKIPPED: {test}: {why}");
}
