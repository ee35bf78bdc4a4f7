//! PUSH and PULL with pyzmq: work is split evenly, and goes on when a worker is killed.
//!
//! Ventilator and sink are here or there; the workers are the programs of the tutorial, in Rust and in Python.

use crate::common::{self, Process, Remote, RemoteSocket, bind_tcp, context, with_peers};
use std::{collections::HashSet, thread};
use zmq::{Pull, Push, Socket};

/// Both ends of the work.
trait Ends {
    fn send(&self, task: &str);
    fn recv(&self) -> String;
}

/// Ventilator and sink in Rust.
struct Ours(Socket<Push>, Socket<Pull>);

impl Ends for Ours {
    fn send(&self, task: &str) {
        self.0.send(task).unwrap();
    }

    fn recv(&self) -> String {
        self.1.recv_string().unwrap()
    }
}

/// Ventilator and sink in Python.
struct Theirs<'a>(RemoteSocket<'a>, RemoteSocket<'a>);

impl Ends for Theirs<'_> {
    fn send(&self, task: &str) {
        self.0.send(&[task]);
    }

    fn recv(&self) -> String {
        String::from_utf8(self.1.recv().concat()).unwrap()
    }
}

/// Runs `test` with the ends in Rust, and their endpoints.
fn with_our_ends(test: impl FnOnce(&dyn Ends, [&str; 2]) + Send + 'static) {
    with_peers(|| {
        let context = context();
        let ends = Ours(context.socket(zmq::PUSH).unwrap(), context.socket(zmq::PULL).unwrap());
        let endpoints = [bind_tcp(&ends.0), bind_tcp(&ends.1)];
        test(&ends, [&endpoints[0], &endpoints[1]]);
    });
}

/// Runs `test` with the ends in Python, and their endpoints.
fn with_their_ends(test: impl FnOnce(&dyn Ends, [&str; 2]) + Send + 'static) {
    with_peers(|| {
        let remote = Remote::new();
        let ends = Theirs(remote.socket("PUSH"), remote.socket("PULL"));
        let endpoints = [ends.0.bind("tcp://127.0.0.1:*"), ends.1.bind("tcp://127.0.0.1:*")];
        test(&ends, [&endpoints[0], &endpoints[1]]);
    });
}

fn our_worker([ventilator, sink]: [&str; 2]) -> Process {
    Process::example("worker", &[], &[("ZMQ_ENDPOINT", ventilator), ("ZMQ_SINK_ENDPOINT", sink)])
}

fn their_worker([ventilator, sink]: [&str; 2]) -> Process {
    Process::python("tutorial.py", &["worker", ventilator, sink])
}

/// Sends one task after the other, until every worker has had one: then all are connected, and none has work.
fn wait_for(workers: &[Process], ends: &dyn Ends) {
    let (mut sent, mut seen) = (0, vec![0; workers.len()]);
    while seen.contains(&0) || seen.iter().sum::<usize>() < sent {
        if seen.contains(&0) {
            ends.send("who is there?");
            ends.recv();
            sent += 1;
        }
        thread::yield_now(); // the lines of workers come through threads
        seen.iter_mut().zip(workers).for_each(|(seen, worker)| *seen += worker.count_lines());
    }
}

/// The work is split to the task.
fn split_evenly(ends: &dyn Ends, workers: Vec<Process>) {
    const EACH: usize = 100;
    wait_for(&workers, ends);
    let tasks: HashSet<_> = (0..EACH * workers.len()).map(|number| format!("task {number}")).collect();
    tasks.iter().for_each(|task| ends.send(task));
    let results: HashSet<_> = tasks.iter().map(|_| ends.recv()).collect();
    assert_eq!(results, tasks);
    for worker in workers {
        assert_eq!(worker.kill(), ["work1 正在转发..."; EACH]);
    }
}

#[test]
fn even_split_between_their_workers() {
    with_our_ends(|ends, endpoints| {
        split_evenly(ends, vec![their_worker(endpoints), their_worker(endpoints)])
    });
}

#[test]
fn even_split_between_our_workers() {
    with_their_ends(|ends, endpoints| split_evenly(ends, vec![our_worker(endpoints), our_worker(endpoints)]));
}

#[test]
fn even_split_between_mixed_workers() {
    with_our_ends(|ends, endpoints| {
        let workers = vec![our_worker(endpoints), their_worker(endpoints), our_worker(endpoints)];
        split_evenly(ends, workers);
    });
}

/// The number of a task or probe called `kind`.
fn number(result: &str, kind: &str) -> Option<usize> {
    result.strip_prefix(kind)?.trim().parse().ok()
}

/// One of two workers is killed (SIGKILL) while both have work. What lay with it is lost, and nothing else: the other
/// does all of its own tasks, and all that come later.
fn killed_in_the_middle(ends: &dyn Ends, dying: Process, living: Process) {
    const TASKS: usize = 400;
    let mut workers = vec![living, dying];
    wait_for(&workers, ends);

    let mut results = Vec::new();
    (0..TASKS / 2).for_each(|task| ends.send(&format!("task {task}")));
    (0..20).for_each(|_| results.push(ends.recv()));
    workers.pop().unwrap().kill();
    (TASKS / 2..TASKS).for_each(|task| ends.send(&format!("task {task}")));

    // At least one of each pair of probes goes to the living worker, which works in order. When ten pairs in a row
    // came back, the ventilator knows of the death, and all that the living worker had before is done.
    let mut pairs = 0;
    let mut probes = HashSet::new();
    while pairs <= 10 || !(2 * (pairs - 11)..2 * (pairs - 1)).all(|probe| probes.contains(&probe)) {
        ends.send(&format!("probe {}", 2 * pairs));
        ends.send(&format!("probe {}", 2 * pairs + 1));
        loop {
            let result = ends.recv();
            let probe = number(&result, "probe");
            results.push(result);
            if let Some(probe) = probe {
                assert!(probes.insert(probe), "probe {probe} came twice");
                if probe >= 2 * pairs {
                    break;
                }
            }
        }
        pairs += 1;
    }

    let tasks: Vec<_> = results.iter().filter_map(|result| number(result, "task")).collect();
    let done: HashSet<_> = tasks.iter().copied().collect();
    assert_eq!(done.len(), tasks.len(), "a task was done twice");
    // They had every second task, so of two neighbours the living worker had at least one.
    for task in 1..TASKS {
        assert!(done.contains(&(task - 1)) || done.contains(&task), "tasks {} and {task} are lost", task - 1);
    }
}

#[test]
fn their_worker_is_killed() {
    with_our_ends(|ends, endpoints| {
        killed_in_the_middle(ends, their_worker(endpoints), our_worker(endpoints))
    });
}

#[test]
fn our_worker_is_killed() {
    with_their_ends(|ends, endpoints| {
        killed_in_the_middle(ends, our_worker(endpoints), their_worker(endpoints));
    });
}

/// All tasks that were sent before there was anybody to do them are done.
#[test]
fn tasks_wait_for_the_first_worker() {
    with_peers(|| {
        let context = context();
        let remote = Remote::new();
        let worker = remote.socket("PULL");
        let folder = common::Folder::new();
        let endpoint = folder.late("worker");
        let ventilator = context.socket(zmq::PUSH).unwrap();
        ventilator.connect(&endpoint).unwrap();
        (0..100).for_each(|task| ventilator.try_send(format!("task {task}")).unwrap());
        worker.bind(&endpoint);
        for task in 0..100 {
            assert_eq!(worker.recv(), [format!("task {task}").into_bytes()]);
        }
    });
}
