//! What was measured, in memory and in a file for each table, from which the report is written.

use super::{sample::Program, tables::Table};
use crate::Failure;
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What one program measured in one row.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// A value for each round.
    pub values: Vec<f64>,
    /// Why there are none, or no more.
    pub gave_up: Option<String>,
}

/// One figure of one row.
#[derive(Clone, Debug)]
pub struct Measured {
    pub label: String,
    pub x: f64,
    pub figure: String,
    /// One for each program.
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug)]
pub struct Results {
    pub id: String,
    pub title: String,
    pub rounds: usize,
    /// Machine, versions and load, when it began.
    pub machine: String,
    pub programs: Vec<String>,
    pub rows: Vec<Measured>,
}

/// Where the results are kept.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench")
}

fn first_line(command: &str, argument: &str) -> String {
    let output = Command::new(command).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or(command).to_owned()
}

/// The processor, the kernel, the versions, the load.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(env::consts::ARCH);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    let (major, minor, patch) = zmq::version();
    format!(
        "{cores} cores of {}; {} {}; libzmq {major}.{minor}.{patch}; {}; {}; load before: {}",
        model.trim_start_matches([' ', '\t', ':']),
        env::consts::OS,
        read("/proc/sys/kernel/osrelease").trim(),
        first_line("rustc", "--version"),
        first_line("cc", "--version"),
        load.split(' ').next().unwrap_or_default(),
    )
}

impl Results {
    pub fn new(table: &Table, programs: &[Program]) -> Result<Results, Failure> {
        fs::create_dir_all(folder())?;
        Ok(Results {
            id: table.id.into(),
            title: table.title.into(),
            rounds: table.effort.rounds,
            machine: machine(),
            programs: programs.iter().map(|program| program.name.clone()).collect(),
            rows: Vec::new(),
        })
    }

    fn path(id: &str) -> PathBuf {
        folder().join(id).with_extension("tsv")
    }

    /// A line for what it is, and one for each figure of each program of each row.
    pub fn store(&self) -> Result<(), Failure> {
        let mut text =
            format!("{}\t{}\t{}\n{}\n", self.title, self.rounds, self.machine, self.programs.join("\t"));
        for row in &self.rows {
            write!(text, "{}\t{}\t{}", row.label, row.x, row.figure)?;
            for cell in &row.cells {
                let values: Vec<String> = cell.values.iter().map(f64::to_string).collect();
                let why = cell.gave_up.as_deref().unwrap_or_default().replace(['\t', '\n'], " ");
                write!(text, "\t{}|{why}", values.join(" "))?;
            }
            text.push('\n');
        }
        Ok(fs::write(Results::path(&self.id), text)?)
    }

    /// What was stored, if anything was.
    pub fn load(id: &str) -> Option<Results> {
        let text = fs::read_to_string(Results::path(id)).ok()?;
        let mut lines = text.lines();
        let [title, rounds, machine] = lines.next()?.split('\t').collect::<Vec<_>>().try_into().ok()?;
        let programs = lines.next()?.split('\t').map(str::to_owned).collect();
        let rows = lines.map(parse).collect::<Option<Vec<Measured>>>()?;
        let (title, machine, rounds) = (title.into(), machine.into(), rounds.parse().ok()?);
        Some(Results { id: id.into(), title, rounds, machine, programs, rows })
    }
}

fn parse(line: &str) -> Option<Measured> {
    let mut words = line.split('\t');
    let (label, x, figure) = (words.next()?.into(), words.next()?.parse().ok()?, words.next()?.into());
    let cell = |text: &str| {
        let (values, why) = text.split_once('|')?;
        let values =
            values.split_whitespace().map(|value| value.parse().ok()).collect::<Option<Vec<f64>>>()?;
        Some(Cell { values, gave_up: (!why.is_empty()).then(|| why.to_owned()) })
    };
    Some(Measured { label, x, figure, cells: words.map(cell).collect::<Option<Vec<Cell>>>()? })
}
