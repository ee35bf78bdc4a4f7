//! The only file of this program with unsafe in it: an allocator that compares.
//!
//! **Header invariant**: before each block that it gives lie 16 bytes with the size and the alignment that were asked for.
#![allow(unsafe_code)]

use std::{
    alloc::{GlobalAlloc, Layout, System, alloc, dealloc},
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

/// Room for size and alignment.
const HEADER: usize = 16;

struct Checked;

#[global_allocator]
static ALLOCATOR: Checked = Checked;

/// The first size that was given back as another, and the other; or 0.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static GIVEN_BACK: AtomicUsize = AtomicUsize::new(0);

/// What was taken from the allocator and given back as something else: both sizes.
pub fn wrong() -> Option<(usize, usize)> {
    let taken = TAKEN.load(SeqCst);
    (taken != 0).then(|| (taken, GIVEN_BACK.load(SeqCst)))
}

/// A block with its header, and where the block begins in it.
fn with_header(layout: Layout) -> Option<(Layout, usize)> {
    let start = layout.align().max(HEADER);
    let whole = Layout::from_size_align(layout.size().checked_add(start)?, start).ok()?;
    Some((whole, start))
}

// SAFETY: blocks come from the system's allocator, and go back to it with the layout that the header tells.
unsafe impl GlobalAlloc for Checked {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((whole, start)) = with_header(layout) else { return std::ptr::null_mut() };
        // SAFETY: the size is not zero, since it has a header.
        let block = unsafe { System.alloc(whole) };
        if block.is_null() {
            return block;
        }
        // SAFETY: within the block.
        let data = unsafe { block.add(start) };
        // SAFETY: at least 16 bytes lie before the data.
        let header = unsafe { data.sub(HEADER) }.cast::<[usize; 2]>();
        // SAFETY: header invariant; the block is aligned to 16 bytes at least.
        unsafe { header.write([layout.size(), layout.align()]) };
        data
    }

    unsafe fn dealloc(&self, data: *mut u8, layout: Layout) {
        // SAFETY: header invariant.
        let header = unsafe { data.sub(HEADER) }.cast::<[usize; 2]>();
        // SAFETY: header invariant.
        let [size, align] = unsafe { header.read() };
        if (size, align) != (layout.size(), layout.align())
            && TAKEN.compare_exchange(0, size, SeqCst, SeqCst).is_ok()
        {
            GIVEN_BACK.store(layout.size(), SeqCst);
        }
        let taken = Layout::from_size_align(size, align).unwrap_or(layout);
        let Some((whole, start)) = with_header(taken) else { return };
        // SAFETY: header invariant.
        let block = unsafe { data.sub(start) };
        // SAFETY: as it was taken from the system's allocator.
        unsafe { System.dealloc(block, whole) };
    }
}

/// Takes 100 bytes and gives them back as 60.
pub fn free_as_another() {
    let layouts = [100, 60].map(|size| Layout::from_size_align(size, 1).unwrap());
    // SAFETY: the size is not zero.
    let block = unsafe { alloc(layouts[0]) };
    assert!(!block.is_null());
    // SAFETY: this program's allocator gives the block back as what it was.
    unsafe { dealloc(block, layouts[1]) };
}
