//! What the tests rely on: a child runs the test that asks for it, and fails where that fails or is not found.
#![cfg(unix)]

use crate::support::{in_child, in_child_named, this_test};
use std::panic::catch_unwind;

/// What a test says that must fail.
fn failure(test: impl FnOnce() + std::panic::UnwindSafe) -> String {
    *catch_unwind(test).unwrap_err().downcast().unwrap()
}

#[test]
fn the_name_of_a_test() {
    assert_eq!(this_test!(), "children::the_name_of_a_test");
    let within = || this_test!();
    assert_eq!(within(), "children::the_name_of_a_test");
}

mod deeper {
    #[test]
    fn the_name_of_a_test() {
        assert_eq!(crate::support::this_test!(), "children::deeper::the_name_of_a_test");
    }
}

#[test]
fn a_child_runs_the_body() {
    let parent = std::process::id().to_string();
    let parent = std::env::var("ZMQ_TEST_PARENT").unwrap_or(parent);
    in_child_named(&this_test!(), 30, &[("ZMQ_TEST_PARENT", &parent)], || {
        assert_ne!(std::process::id().to_string(), parent);
    });
}

#[test]
fn a_child_that_runs_no_test_fails() {
    let text = failure(|| in_child_named("children::nobody_is_here", 30, &[], || ()));
    assert!(text.contains("child children::nobody_is_here ran no test"), "{text}");
}

#[test]
fn a_child_that_aborts_fails() {
    let text = failure(|| in_child!(30, || std::process::abort()));
    assert!(text.contains("signal: 6 "), "{text}");
}

#[test]
fn a_child_that_hangs_fails() {
    let text = failure(|| {
        in_child!(1, || loop {
            std::thread::park();
        })
    });
    assert!(text.contains("signal: 14 "), "{text}");
}
