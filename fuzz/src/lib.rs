//! What all targets share: no single allocation may be large, whatever a length in the input says.

use std::alloc::{GlobalAlloc, Layout, System};

/// More than any parser needs for an input of at most a few hundred kilobytes (`quality.md`, F12).
const LARGEST: usize = 64 << 20;

struct Bounded;

#[global_allocator]
static BOUNDED: Bounded = Bounded;

fn bounded(size: usize) {
    if size > LARGEST {
        // Nothing may be allocated here, so no message; the fuzzer shows where.
        std::process::abort();
    }
}

unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        bounded(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        bounded(size);
        unsafe { System.realloc(at, layout, size) }
    }
}

/// The input as text, as lenient as our readers.
pub fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}
