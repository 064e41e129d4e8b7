//! Texts that are made on every core and written in their order.
//!
//! Few of them exist at a time: what is made too early waits for those before it, and its core with it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many texts may be ahead of the one that is to be written next.
const AHEAD: usize = 8;

/// What the cores share.
struct Queue<W> {
    /// The writer, while no core is writing.
    out: Option<W>,
    /// The text that is to be written next.
    next: usize,
    /// Those that are made and wait.
    ready: BTreeMap<usize, String>,
    /// Whether nothing more is to be written, and why.
    over: Option<io::Result<()>>,
}

struct Shared<W> {
    queue: Mutex<Queue<W>>,
    moved: Condvar,
}

impl<W> Shared<W> {
    fn lock(&self) -> MutexGuard<'_, Queue<W>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, why: io::Result<()>) {
        self.lock().over.get_or_insert(why);
        self.moved.notify_all();
    }
}

/// Sees to it that no core waits for one that panicked.
struct Watch<'s, W>(&'s Shared<W>);

impl<W> Drop for Watch<'_, W> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end(Ok(()));
        }
    }
}

/// Writes the texts from 0 up to `count`.
///
/// # Errors
/// Those of the writer.
pub(super) fn write<W: Write + Send>(out: W, count: usize, make: impl Fn(usize) -> String + Sync) -> io::Result<()> {
    let queue = Queue { out: Some(out), next: 0, ready: BTreeMap::new(), over: None };
    let shared = Shared { queue: Mutex::new(queue), moved: Condvar::new() };
    let given = AtomicUsize::new(0);
    rayon::broadcast(|_| {
        let _watch = Watch(&shared);
        loop {
            let nth = given.fetch_add(1, Ordering::Relaxed);
            if nth >= count {
                return;
            }
            let text = make(nth);
            if !put(&shared, nth, text) {
                return;
            }
        }
    });
    shared.queue.into_inner().unwrap_or_else(PoisonError::into_inner).over.unwrap_or(Ok(()))
}

/// Puts a text where it waits for its turn, and writes all whose turn it is unless somebody does; tells whether to go on.
fn put<W: Write>(shared: &Shared<W>, nth: usize, text: String) -> bool {
    let mut queue = shared.lock();
    while nth > queue.next + AHEAD && queue.over.is_none() {
        queue = shared.moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
    queue.ready.insert(nth, text);
    let Some(mut out) = queue.out.take() else { return queue.over.is_none() };
    while queue.over.is_none() {
        let next = queue.next;
        let Some(text) = queue.ready.remove(&next) else { break };
        drop(queue);
        let written = out.write_all(text.as_bytes());
        drop(text);
        if written.is_err() {
            shared.end(written);
        }
        queue = shared.lock();
        queue.next += 1;
        shared.moved.notify_all();
    }
    queue.out = Some(out);
    queue.over.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn texts_come_in_their_order() {
        let mut out = Vec::new();
        let make = |nth: usize| {
            // The first takes longest, and every seventh long.
            std::thread::sleep(Duration::from_micros(if nth.is_multiple_of(7) { 2000 } else { 10 }));
            format!("{nth} ")
        };
        write(&mut out, 100, make).unwrap();
        let expect: Vec<_> = (0..100).map(|nth| nth.to_string()).collect();
        assert_eq!(String::from_utf8(out).unwrap().trim_end(), expect.join(" "));
        write(Vec::new(), 0, make).unwrap();
    }

    #[test]
    fn a_writer_that_fails_ends_it() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let count = AtomicUsize::new(0);
        let make = |_| {
            count.fetch_add(1, Ordering::Relaxed);
            "text".to_owned()
        };
        let error = write(Full(10), 100_000, make).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        assert!(count.into_inner() < 1000, "no more is made than is written");
    }

    #[test]
    fn a_panic_ends_it() {
        let make = |nth: usize| if nth == 3 { panic!("as asked") } else { nth.to_string() };
        let caught = std::panic::catch_unwind(|| write(Vec::new(), 1000, make));
        assert!(caught.is_err());
    }
}
