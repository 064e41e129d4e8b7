//! Renders texts in parallel and writes them in order, with a bounded number in memory.
//!
//! No thread waits for another: the thread that finishes the next text in order writes it and all following texts that are ready,
//! and every written text starts a new one.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::Scope;

/// How many texts may exist in addition to one per thread.
const MAX_AHEAD: usize = 8;

/// The state that the threads share.
struct OrderedWriter<W, M> {
    count: usize,
    render: M,
    /// The number of texts that were started.
    started: AtomicUsize,
    queue: Mutex<Queue<W>>,
}

struct Queue<W> {
    /// The output, unless a thread is writing to it.
    out: Option<W>,
    /// The index of the text to write next.
    next: usize,
    /// Finished texts that wait for earlier ones.
    ready: BTreeMap<usize, Vec<u8>>,
    /// The first error of the output; nothing is written after it.
    error: Option<io::Error>,
}

/// Renders the texts with indices 0 to `count` and writes them to `out` in order.
///
/// # Errors
/// The first error of `out`.
pub(super) fn write<W: Write + Send>(
    out: W,
    count: usize,
    render: impl Fn(usize) -> Vec<u8> + Send + Sync,
) -> io::Result<()> {
    let queue = Queue { out: Some(out), next: 0, ready: BTreeMap::new(), error: None };
    let writer = OrderedWriter { count, render, started: AtomicUsize::new(0), queue: Mutex::new(queue) };
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads() + MAX_AHEAD {
            scope.spawn(|scope| writer.render_next(scope));
        }
    });
    let queue = writer.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    queue.error.map_or(Ok(()), Err)
}

impl<W: Write + Send, M: Fn(usize) -> Vec<u8> + Send + Sync> OrderedWriter<W, M> {
    fn lock(&self) -> MutexGuard<'_, Queue<W>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renders the next text, then writes all texts that are next in order unless another thread does. Each written text starts
    /// another one.
    fn render_next<'s>(&'s self, scope: &Scope<'s>) {
        let nth = self.started.fetch_add(1, Ordering::Relaxed);
        if nth >= self.count {
            return;
        }
        let text = (self.render)(nth);
        let mut queue = self.lock();
        queue.ready.insert(nth, text);
        let Some(mut out) = queue.out.take() else { return };
        while queue.error.is_none() {
            let next = queue.next;
            let Some(text) = queue.ready.remove(&next) else { break };
            drop(queue);
            let written = out.write_all(&text);
            drop(text);
            if written.is_ok() {
                scope.spawn(|scope| self.render_next(scope));
            }
            queue = self.lock();
            queue.next += 1;
            queue.error = written.err();
        }
        queue.out = Some(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;
    use std::collections::BTreeSet;
    use std::time::Duration;

    fn sleep(microseconds: u64) {
        std::thread::sleep(Duration::from_micros(microseconds));
    }

    #[test]
    fn texts_are_written_in_order() {
        let mut out = Vec::new();
        let make = |nth: usize| {
            // Every seventh text takes long.
            sleep(if nth.is_multiple_of(7) { 2000 } else { 10 });
            format!("{nth} ").into_bytes()
        };
        write(&mut out, 100, make).unwrap();
        let expect: Vec<_> = (0..100).map(|nth| nth.to_string()).collect();
        assert_eq!(String::from_utf8(out).unwrap().trim_end(), expect.join(" "));
        write(Vec::new(), 0, make).unwrap();
    }

    #[test]
    fn memory_is_bounded_and_idle_threads_help() {
        struct Slow<'c>(&'c AtomicUsize);
        impl Write for Slow<'_> {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                sleep(100);
                self.0.fetch_sub(1, Ordering::SeqCst);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (exist, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let helpers = Mutex::new(BTreeSet::new());
        let make = |nth| {
            most.fetch_max(exist.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            if nth == 0 {
                (0..64).into_par_iter().with_max_len(1).for_each(|_| {
                    sleep(2000);
                    helpers.lock().unwrap().insert(rayon::current_thread_index());
                });
            }
            b"text".to_vec()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        pool.install(|| write(Slow(&exist), 500, make)).unwrap();
        assert!(most.into_inner() <= 4 + MAX_AHEAD);
        assert_eq!(helpers.into_inner().unwrap().len(), 4);
    }

    #[test]
    fn an_output_error_stops_rendering() {
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
            b"text".to_vec()
        };
        let error = write(Full(10), 100_000, make).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        assert!(count.into_inner() <= 2 + rayon::current_num_threads() + MAX_AHEAD, "rendering stops after the error");
    }

    #[test]
    fn a_panic_is_propagated() {
        let make = |nth: usize| if nth == 3 { panic!("expected") } else { nth.to_string().into_bytes() };
        let caught = std::panic::catch_unwind(|| write(Vec::new(), 1000, make));
        assert!(caught.is_err());
    }
}
