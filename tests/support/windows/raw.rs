//! System calls of Windows for the tests.
#![allow(unsafe_code)]

use std::{ffi::c_void, io, time::Duration};

/// A time in units of 100 ns.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct FileTime {
    low: u32,
    high: u32,
}

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetCurrentProcess() -> *mut c_void;
    fn GetProcessTimes(
        process: *mut c_void,
        created: *mut FileTime,
        ended: *mut FileTime,
        in_kernel: *mut FileTime,
        in_program: *mut FileTime,
    ) -> i32;
}

/// The processor time this process has used.
pub fn cpu_time() -> Duration {
    let mut times = [FileTime::default(); 4];
    let [created, ended, in_kernel, in_program] = &mut times;
    // SAFETY: takes nothing; what it gives needs no end.
    let process = unsafe { GetCurrentProcess() };
    // SAFETY: this process, and room for four times.
    let done = unsafe { GetProcessTimes(process, created, ended, in_kernel, in_program) };
    assert_ne!(done, 0, "GetProcessTimes: {}", io::Error::last_os_error());
    let units = |time: &FileTime| u64::from(time.high) << 32 | u64::from(time.low);
    Duration::from_nanos(100 * (units(in_kernel) + units(in_program)))
}
