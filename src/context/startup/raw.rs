//! The only file of this room with unsafe in it: what the system lets a thread do, on Linux.
#![allow(unsafe_code)]

use crate::{Errno, Result};

/// Does to the calling thread what libzmq is going to do to each of its own, where it aborts on failure.
pub fn try_schedule(policy: Option<i32>, priority: Option<i32>) -> Result<()> {
    if policy.is_none() && priority.is_none() {
        return Ok(());
    }
    // SAFETY: takes nothing and cannot fail.
    let thread = unsafe { libc::pthread_self() };
    let mut current = 0;
    // SAFETY: numbers, for all of which zeros are a value; musl has more of them than a priority.
    let mut param = unsafe { std::mem::zeroed::<libc::sched_param>() };
    // SAFETY: the calling thread, and two valid places to write to.
    let rc = unsafe { libc::pthread_getschedparam(thread, &mut current, &mut param) };
    posix(rc)?;
    let policy = policy.unwrap_or(current);
    let nice = policy != libc::SCHED_FIFO && policy != libc::SCHED_RR;
    match priority {
        Some(priority) if !nice => param.sched_priority = priority,
        _ if nice => param.sched_priority = 0,
        _ => (),
    }
    // SAFETY: the calling thread; the system checks the values.
    posix(unsafe { libc::pthread_setschedparam(thread, policy, &param) })?;
    // Before 4.3.5, libzmq asks for the best nice value whatever the priority is.
    if nice && priority.is_some_and(|priority| priority > 0 || crate::version() < (4, 3, 5)) {
        // SAFETY: takes a number; on Linux it changes the calling thread alone.
        if unsafe { libc::nice(-20) } == -1 {
            // libzmq takes -1 for a failure even where it is the new value.
            return Err(Errno::from_io(&std::io::Error::last_os_error(), Errno::EPERM).into());
        }
    }
    Ok(())
}

/// Ties the calling thread to `cpus`, as libzmq is going to tie its own.
pub fn try_affinity(cpus: &[u32]) -> Result<()> {
    if cpus.is_empty() {
        return Ok(());
    }
    // SAFETY: a set of bits, for which zeros are the empty set.
    let mut set = unsafe { std::mem::zeroed::<libc::cpu_set_t>() };
    for &cpu in cpus {
        if cpu as usize >= 8 * size_of::<libc::cpu_set_t>() {
            return Err(Errno::EINVAL.into());
        }
        // SAFETY: within the set, as just checked.
        unsafe { libc::CPU_SET(cpu as usize, &mut set) };
    }
    // SAFETY: 0 is the calling thread; the set is as long as said.
    let rc = unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set) };
    if rc == -1 {
        return Err(Errno::from_io(&std::io::Error::last_os_error(), Errno::EINVAL).into());
    }
    Ok(())
}

/// Turns the result of a pthread call into ours.
fn posix(errno: i32) -> Result<()> {
    if errno == 0 { Ok(()) } else { Err(Errno::from_raw(errno).into()) }
}
